"""Bring in a file of the main system: a preview, and with --commit the rows."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions import ledger
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import FileKind
from issuance.main_system.writing import faults_csv
from issuance.models import Outage, User


class Command(BaseCommand):
    help = "주 시스템의 파일을 미리 봅니다. --commit을 주면 불러옵니다. 같은 파일을 두 번 불러와도 바뀌는 것은 없습니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--file", required=True, choices=[kind.value for kind in FileKind])
        parser.add_argument("--snapshot", action="store_true", help="평시의 지역사본입니다")
        parser.add_argument("--outage", help="장애번호 (예: 2026-001)")
        parser.add_argument("--by", required=True, help="불러오는 사람의 아이디")
        parser.add_argument("--errors", type=Path, help="오류 행을 쓸 CSV 파일")
        parser.add_argument("--commit", action="store_true", help="미리보기로 그치지 않고 불러옵니다")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.select_related("office").filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"{options['by']} 아이디가 없습니다.")
        outage = None
        if options["outage"]:
            outage = Outage.objects.filter(number=options["outage"]).first()
            if outage is None:
                raise CommandError(f"장애 {options['outage']}가 없습니다.")
        try:
            content = options["path"].read_bytes()
        except OSError as fault:
            raise CommandError(f"{options['path']} 파일을 열 수 없습니다.") from fault
        file = {"file_name": options["path"].name, "file_kind": FileKind(options["file"]), "by": by}
        at = timezone.now()
        try:
            preview = ledger.preview(content, snapshot=options["snapshot"], outage=outage, at=at, **file)
            self._show(preview)
            if options["errors"] and preview.fault_count:
                faults = ledger.faults_of(content, at=at, **file)
                options["errors"].write_bytes(b"".join(faults_csv(faults)))
                self.stdout.write(f"오류 행을 {options['errors']}에 썼습니다.")
            if not options["commit"]:
                self.stdout.write("미리보기입니다. 바뀐 것은 없습니다. 불러오려면 --commit을 주세요.")
                return
            made = ledger.import_file(content, snapshot=options["snapshot"], outage=outage, at=at, **file)
        except IssuanceError as refusal:
            raise CommandError(f"[{refusal.code}] {refusal.message}") from refusal
        already = " (전에 불러온 파일이라 바뀐 것은 없습니다)" if preview.already else ""
        self.stdout.write(f"{made.row_count:,}행을 불러왔습니다{already}.")

    def _show(self, preview: ledger.Preview) -> None:
        self.stdout.write(f"인코딩 {preview.encoding} · 칸 {', '.join(preview.columns)}")
        if preview.unknown_columns:
            self.stdout.write(f"모르는 칸(무시함): {', '.join(preview.unknown_columns)}")
        self.stdout.write(f"읽을 수 있는 행 {preview.row_count:,} · 오류 행 {preview.fault_count:,}")
        for fault in preview.faults:
            self.stdout.write(
                f"  {fault.row}행 ‘{fault.column}’ [{fault.code}] {fault.sentence} ({fault.shown})"
            )
