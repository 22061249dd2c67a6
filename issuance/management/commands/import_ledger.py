"""Bring in a file of the main system: a preview, and with --commit the rows; killed, the same again goes on."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from issuance.actions import ledger, staging
from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import FileKind
from issuance.domain.papers import SEOUL
from issuance.domain.staging import words_of_changes
from issuance.domain.states import ImportState
from issuance.models import LedgerImport, Outage, User
from issuance.queries.ledger import left_behind, who_may_import

# Starting processes takes about as long as reading so much.
LARGE_BYTES = 16 * 1024**2
WORKERS = 2
FIRST_FAULTS = 50


def name_of(path: Path) -> str:
    """The file's name as a person reads it: an archive that Windows made leaves names in CP949 behind."""
    written = os.fsencode(path.name)
    for codec in ("utf-8", "cp949"):
        with suppress(UnicodeDecodeError):
            return written.decode(codec)
    return written.decode("utf-8", "replace")


class Command(BaseCommand):
    help = (
        "주 시스템의 파일을 미리 봅니다. --commit을 주면 불러옵니다."
        " 같은 파일을 두 번 불러와도 바뀌는 것은 없고, 중간에 끊겼으면 같은 명령으로 이어집니다."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE")
        parser.add_argument("--file", required=True, choices=[kind.value for kind in FileKind])
        parser.add_argument("--snapshot", action="store_true", help="평시의 지역사본입니다")
        parser.add_argument("--outage", help="장애번호 (예: 2026-001)")
        parser.add_argument("--by", help="불러오는 사람의 아이디 (없으면 본부의 첫 담당자)")
        parser.add_argument("--errors", type=Path, help="오류 행을 쓸 CSV 파일")
        parser.add_argument("--commit", action="store_true", help="미리보기로 그치지 않고 불러옵니다")

    def handle(self, *args: Any, **options: Any) -> None:
        by, outage = self._by(options["by"]), self._outage(options["outage"])
        at = timezone.now()
        for left in left_behind(at=at):
            staging.forget(left)
        try:
            with self._opened(options["path"]) as content:
                made = self._staged(
                    content,
                    file_name=name_of(options["path"]),
                    file_kind=FileKind(options["file"]),
                    snapshot=options["snapshot"],
                    outage=outage,
                    by=by,
                    at=at,
                )
            before = made.state
            self._show(made)
            if options["errors"] and made.fault_count:
                self._write_errors(made, options["errors"], by=by)
            if not options["commit"]:
                self.stdout.write("미리보기입니다. 바뀐 것은 없습니다. 불러오려면 --commit을 주세요.")
                return
            made = self._brought_in(made, by=by, at=at)
        except IssuanceError as refusal:
            raise CommandError(f"[{refusal.code}] {refusal.message}") from refusal
        already = " (전에 불러온 파일이라 바뀐 것은 없습니다)" if before == ImportState.DONE else ""
        self.stdout.write(f"{made.row_count:,}행을 불러왔습니다{already}.")

    def _by(self, name: str | None) -> User:
        if name is None:
            by = who_may_import().first()
            if by is None:
                raise CommandError("본부에 자료를 불러올 수 있는 사람이 없습니다. --by로 아이디를 주세요.")
            self.stdout.write(f"{by.name}({by.username}) 이름으로 불러옵니다.")
            return by
        by = User.objects.select_related("office").filter(username=name).first()
        if by is None:
            raise CommandError(f"{name} 아이디가 없습니다.")
        return by

    def _outage(self, number: str | None) -> Outage | None:
        if not number:
            return None
        outage = Outage.objects.filter(number=number).first()
        if outage is None:
            raise CommandError(f"장애 {number}가 없습니다.")
        return outage

    def _opened(self, path: Path) -> BinaryIO:
        try:
            content = path.open("rb")
        except OSError as fault:
            raise CommandError(f"{path} 파일을 열 수 없습니다.") from fault
        if not content.seekable():
            content.close()
            raise CommandError(f"{path}은(는) 두 번 읽을 수 없습니다. 디스크에 있는 파일의 이름을 주세요.")
        return content

    def _write_errors(self, made: LedgerImport, path: Path, *, by: User) -> None:
        try:
            with path.open("wb") as errors:
                errors.writelines(ledger.error_file(made, by=by))
        except OSError as fault:
            raise CommandError(
                f"오류 행을 {path}에 쓸 수 없습니다. 폴더와 권한을 확인하고 같은 명령을 다시 주세요."
            ) from fault
        self.stdout.write(f"오류 행을 {path}에 썼습니다.")

    def _staged(self, content: BinaryIO, **file: Any) -> LedgerImport:
        """Read the file from the disk as a stream, a large one by two more processes."""
        size = content.seek(0, 2)
        content.seek(0)
        with tqdm(total=size, desc="읽기", unit="B", unit_scale=True, leave=False, file=self.stderr) as bar:
            return staging.stage(
                content,
                **file,
                workers=WORKERS if size >= LARGE_BYTES else 0,
                progress=lambda reached: bar.update(reached - bar.n),
            )

    def _brought_in(self, made: LedgerImport, *, by: User, at: datetime) -> LedgerImport:
        if made.state == ImportState.STAGED:
            made = ledger.confirm(made, by=by, at=at)
        with tqdm(
            total=made.block_count,
            initial=made.blocks_done,
            desc="반영",
            unit="묶음",
            leave=False,
            file=self.stderr,
        ) as bar:
            while made.state == ImportState.CONFIRMED:
                made = ledger.apply_next(made, at=at)
                bar.update(made.blocks_done - bar.n)
        return made

    def _show(self, made: LedgerImport) -> None:
        if made.found_again:
            self.stdout.write(
                f"같은 파일을 {made.imported_at.astimezone(SEOUL):%Y. %-m. %-d. %H:%M}에 읽었습니다:"
                f" {made.get_state_display()}"
            )
        self.stdout.write(f"인코딩 {made.encoding} · 칸 {', '.join(made.columns)}")
        if made.unknown_columns:
            self.stdout.write(f"모르는 칸(무시함): {', '.join(made.unknown_columns)}")
        self.stdout.write(f"읽을 수 있는 행 {made.row_count:,} · 오류 행 {made.fault_count:,}")
        for label, value in words_of_changes(FileKind(made.file_kind), made.changes):
            self.stdout.write(f"  {label}: {value}")
        for fault in made.faults.all()[:FIRST_FAULTS]:
            self.stdout.write(
                f"  {fault.row}행 ‘{fault.column}’ [{fault.code}] {fault.sentence} ({fault.shown})"
            )
