"""Serve a simulated main system on this machine, to try a recovery without a real one."""

from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from issuance.main_system.population import SimOffice, population
from issuance.main_system.server import FeedServer
from issuance.main_system.simulated_feed import SimulatedFeed, Weather, Wish
from issuance.main_system.simulator import MainSystem
from issuance.management.commands.rehearse import COUNTERS
from issuance.models import Office

PEOPLE = 400


class Command(BaseCommand):
    help = "모의 주 시스템을 이 컴퓨터에서 엽니다. 사람과 내용은 모두 지어낸 것입니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8200)
        parser.add_argument(
            "--state", choices=[weather.value for weather in Weather], default=Weather.UP.value
        )
        parser.add_argument("--delay", type=float, default=2.0, help="slow일 때 요청마다 걸리는 초")
        parser.add_argument("--lose-last-day", action="store_true", help="마지막 하루 없이 돌아옴")
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            help="답할 코드: 2001(모두), 3001:0.2(다섯 가운데 하나), R-…=2002(그 접수). 여러 번 쓸 수 있음",
        )
        parser.add_argument("--seed", type=int, default=20231117, help="같은 값이면 같은 사람들")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IEUM_REHEARSAL_ALLOWED:
            raise CommandError("운영 설정에서는 모의 주 시스템을 열 수 없습니다.")
        with self.opened(options) as server:
            self.stdout.write(
                f"모의 주 시스템: {server.address} ({server.feed.weather.label}). 멈추려면 Ctrl+C"
            )
            self.stdout.flush()
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                self.stdout.write("멈췄습니다.")

    def opened(self, options: dict[str, Any]) -> FeedServer:
        """The server with its system behind it, listening and not yet serving."""
        try:
            wishes = [Wish.parse(text) for text in options["answer"]]
        except ValueError as fault:
            raise CommandError(f"--answer를 읽을 수 없습니다: {fault}") from fault
        offices = Office.objects.filter(code__in=COUNTERS).in_bulk()
        people = population(
            Random(options["seed"]),  # noqa: S311 - made-up people
            offices=[SimOffice(code, offices[code].full_name) for code in COUNTERS if code in offices],
            size=PEOPLE,
        )
        feed = SimulatedFeed(
            MainSystem(people), weather=Weather(options["state"]), wishes=wishes, seed=options["seed"]
        )
        if options["lose_last_day"]:
            feed.lose_last_day()
        try:
            return FeedServer(feed, port=options["port"], delay=options["delay"])
        except OSError as fault:
            raise CommandError(f"{options['port']}번 포트를 열 수 없습니다: {fault.strerror}") from fault
