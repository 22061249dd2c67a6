"""Live through a whole outage with real offices, leave its papers in a folder, and leave a second one open."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions import ledger, offices
from issuance.domain.ledger import FileKind
from issuance.main_system.population import SimOffice, population
from issuance.main_system.simulator import MainSystem
from issuance.management.rehearsal import counters, declaration, letters, recovery, second_outage, summary
from issuance.management.rehearsal.stage import Stage, beginning, counter_of
from issuance.models import Book, Office, Outage, User
from issuance.queries.outages import standing

COUNTERS = ("11110515", "30200000", "26350510", "50110253")
FEWEST_DOCUMENTS = 8


class Command(BaseCommand):
    help = "장애 하나를 선언부터 종결까지 살아 봅니다. 서류와 합계는 --out 폴더에 남습니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "var" / "demo")
        parser.add_argument("--documents", type=int, default=40, help="임시확인서 수(폐기 포함)")
        parser.add_argument("--seed", type=int, default=20231117, help="같은 값이면 같은 이야기")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IEUM_REHEARSAL_ALLOWED:
            raise CommandError("운영 설정에서는 연습할 수 없습니다.")
        foreign = standing().filter(suspected_by__rehearsal=False).first()
        if foreign is not None:
            raise CommandError(f"연습이 만들지 않은 장애 {foreign.number}가 열려 있어 연습할 수 없습니다.")
        if options["documents"] < FEWEST_DOCUMENTS:
            raise CommandError(f"--documents는 {FEWEST_DOCUMENTS} 이상이어야 합니다.")
        if not Office.objects.filter(code__in=COUNTERS).exists():
            raise CommandError("먼저 manage.py load_seeds 로 기관과 담당자를 불러와 주세요.")
        stage = self._stage(options["out"], seed=options["seed"], documents=options["documents"])
        outage = self._play(stage, documents=options["documents"])
        self._snapshot(stage, as_of=stage.before_the_end(4 * 60))
        second_outage.leave_open(stage)
        summary.write(stage.out, outage, at=stage.ends)
        summary.write_lists(stage.out, at=stage.ends)
        self.stdout.write(f"\n서류와 합계: {stage.out}\n")

    def _stage(self, out: Path, *, seed: int, documents: int) -> Stage:
        ends = timezone.now()
        begins = beginning(ends)
        chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        places = [counter_of(code) for code in COUNTERS]
        people = population(
            chance,
            offices=[SimOffice(place.office.code, place.office.full_name) for place in places],
            size=max(400, documents * 4),
        )
        headquarters = {user.username: user for user in User.objects.filter(role="headquarters")}
        used = Office.objects.filter(
            code__in=COUNTERS, books__in=Book.objects.filter(last_sequence__gt=0)
        ).distinct()
        # What was numbered since stands in the books; a clock that goes back three days writes in new ones.
        offices.open_books(used, at=begins, another=True)
        return Stage(
            begins=begins,
            ends=ends,
            random=chance,
            out=summary.emptied(out),
            stdout=self.stdout,  # type: ignore[arg-type]
            counters=places,
            drafter=headquarters["hq-draft"],
            approver=headquarters["hq-approve"],
            watch=headquarters["hq-watch"],
            register=MainSystem(people),
            people=people,
        )

    def _play(self, stage: Stage, *, documents: int) -> Outage:
        """The first outage, from the first citizen to its closing."""
        self._snapshot(stage, as_of=stage.at(recovery.SNAPSHOT_AT))
        declaration.first_citizens(stage)
        stage.title("2. 선언과 지침")
        outage = declaration.declare(
            stage, "시도·새올행정시스템 접속 장애", began_at=stage.at(-0.2), at=stage.at(0.6)
        )
        order = declaration.put_order_in_force(stage, outage, at=stage.at(1.1))
        declaration.hang_notice(stage, order, at=stage.at(1.3))
        stage.title("3. 확인: 지침을 읽은 사무소만 발급")
        counters.before_the_order_is_read(stage, outage)
        declaration.acknowledge(stage, order, begins=stage.at(1.4), within=timedelta(hours=1.5))
        others = counters.take_filings(stage, outage)
        planned = counters.issue_documents(stage, outage, number=documents)
        recovery.plant(stage, planned)
        outage = recovery.systems_return(stage, outage, order)
        recovery.refuse_to_close(stage, outage)
        recovery.compare(stage, outage)
        recovery.decide(stage, outage)
        letters.post(stage)
        recovery.register(stage, outage, others[-1])
        return recovery.close(stage, outage)

    def _snapshot(self, stage: Stage, *, as_of: datetime) -> None:
        """The register snapshot of peacetime, as a file of the main system's."""
        ledger.import_file(
            stage.register.register_snapshot(as_of=as_of),
            file_name=f"지역사본-{as_of:%Y%m%d}.csv",
            file_kind=FileKind.EXTRACT,
            snapshot=True,
            outage=None,
            by=stage.watch,
            at=as_of + timedelta(hours=1),
        )
