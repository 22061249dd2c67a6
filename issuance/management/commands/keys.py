"""List, rotate, revoke and publish signing keys."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions import keys
from issuance.domain.documents import ensure_reason
from issuance.domain.errors import IssuanceError
from issuance.domain.papers import printed_moment
from issuance.models import Book
from issuance.models.keys import KeyUse
from issuance.queries import keys as queries
from issuance.sealing.lists import Realm
from issuance.sealing.signing import public_part


class Command(BaseCommand):
    help = "서명키를 보고, 바꾸고, 폐지하고, 서명된 목록을 발행합니다."

    def add_arguments(self, parser: CommandParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        shown = deeds.add_parser("list", help="모든 서명키")
        shown.add_argument("--realm", choices=[realm.value for realm in Realm], default=Realm.LIVE.value)
        rotated = deeds.add_parser("rotate", help="발급대장의 서명키를 새로 만듭니다")
        rotated.add_argument("--office", metavar="기관코드", help="이 기관의 발급대장만 (없으면 모두)")
        rotated.add_argument("--drill", action="store_true", help="훈련용 발급대장")
        revoked = deeds.add_parser("revoke", help="서명키를 폐지합니다. 되돌릴 수 없습니다")
        revoked.add_argument("--kid", required=True)
        revoked.add_argument(
            "--from-sequence", type=int, required=True, help="믿지 않을 첫 일련번호 (모두 믿지 않으면 0)"
        )
        revoked.add_argument("--reason", required=True)
        published = deeds.add_parser("publish", help="신뢰목록과 상태목록을 새로 서명합니다")
        published.add_argument("--out", type=Path, metavar="DIR", help="목록과 뿌리 공개키를 파일로도 씁니다")
        published.add_argument("--realm", choices=[realm.value for realm in Realm], default=Realm.LIVE.value)

    def handle(self, *args: Any, **options: Any) -> None:
        deed = {"list": self._list, "rotate": self._rotate, "revoke": self._revoke, "publish": self._publish}
        try:
            deed[options["deed"]](options)
        except IssuanceError as refusal:
            raise CommandError(f"[{refusal.code}] {refusal.message}") from refusal

    def _list(self, options: dict[str, Any]) -> None:
        for key in queries.keys(options["realm"]):
            line = [
                key.kid,
                KeyUse(key.use).label,
                str(key.book) if key.book else "-",
                f"{printed_moment(key.not_before)} ~ {printed_moment(key.expires_at)}",
            ]
            if key.revoked_at is not None:
                line.append(f"폐지 {printed_moment(key.revoked_at)} ({key.revoked_from}번부터)")
            self.stdout.write("  ".join(line))

    def _rotate(self, options: dict[str, Any]) -> None:
        books = Book.objects.filter(drill=options["drill"], keys__isnull=False).distinct()
        if options["office"]:
            books = books.filter(office_id=options["office"])
        count = 0
        for book in books:
            keys.rotate(book, at=timezone.now())
            count += 1
        keys.publish_all(at=timezone.now())
        self.stdout.write(f"발급대장 {count:,}권의 서명키를 새로 만들고 목록을 발행했습니다.")

    def _revoke(self, options: dict[str, Any]) -> None:
        ensure_reason(options["reason"])
        key = queries.key_by_kid(options["kid"])
        if key is None:
            raise CommandError(f"{options['kid']} 서명키가 없습니다. keys list로 확인해 주세요.")
        if options["from_sequence"] < 0:
            raise CommandError("--from-sequence에는 0 이상의 일련번호를 적어 주세요.")
        revoked = keys.revoke(
            key, at=timezone.now(), from_sequence=options["from_sequence"], reason=options["reason"]
        )
        keys.publish_all(at=timezone.now())
        self.stdout.write(
            f"{revoked.kid} 서명키를 {revoked.revoked_from}번부터 폐지하고 목록을 발행했습니다."
        )

    def _publish(self, options: dict[str, Any]) -> None:
        lists = keys.publish_all(at=timezone.now())
        self.stdout.write(f"목록 {len(lists):,}개를 발행했습니다.")
        folder: Path | None = options["out"]
        if folder is None:
            return
        root = queries.root_jwk(options["realm"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in queries.published_lists(options["realm"]).items():
                (folder / f"{name}.jwt").write_text(text)
            if root is not None:
                (folder / "root.jwk.json").write_text(json.dumps(public_part(root), indent=1) + "\n")
        except OSError as fault:
            raise CommandError(f"{folder}에 쓸 수 없습니다.") from fault
        self.stdout.write(f"{folder}에 썼습니다.")
