"""Load offices, systems, kinds, holidays and staff from a folder of seeds."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions import seeds
from issuance.domain.errors import IssuanceError


class Command(BaseCommand):
    help = "기관, 주 시스템, 서류 종류, 공휴일, 담당자를 불러옵니다. 여러 번 불러와도 됩니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "seeds")
        parser.add_argument("--password", help="staff.csv의 사람들이 쓸 비밀번호(시연용)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["password"] and not settings.IEUM_REHEARSAL_ALLOWED:
            raise CommandError("운영 설정에서는 시연용 비밀번호를 만들 수 없습니다.")
        try:
            counts = seeds.load(options["folder"], at=timezone.now(), password=options["password"])
        except IssuanceError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(
            "기관 {offices:,} · 주 시스템 {systems} · 서류 종류 {kinds} · 공휴일 {holidays} · 담당자 {staff:,}".format(
                **counts
            )
        )
