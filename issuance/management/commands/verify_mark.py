"""Verify the mark of a paper from a PDF, a picture or its text; ends with 0 only for VALID."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions.verification import mark_in_picture, verify_mark
from issuance.domain.errors import IssuanceError
from issuance.domain.verdicts import Judgement, Verdict
from issuance.domain.verification import typed_mark
from issuance.management.offline import Files, judge_offline
from issuance.sealing.lists import Realm

_BY = "console"
_SHOWN = {
    "serial": "문서번호",
    "kind": "서류코드",
    "office": "발급기관",
    "name": "성명",
    "birth": "생년월일",
    "issued_at": "발급일시",
    "expires_at": "유효기한",
    "status_as_of": "상태 기준시각",
    "list_version": "신뢰목록 판",
    "superseded_by": "대신할 문서",
    "seen_before": "전에 확인한 횟수",
}


class Command(BaseCommand):
    help = "종이의 진위확인 부호를 확인합니다. 유효(VALID)할 때만 0으로 끝납니다."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--pdf", type=Path, metavar="FILE")
        what.add_argument("--image", type=Path, metavar="FILE")
        what.add_argument("--text", metavar="KD1:…")
        parser.add_argument("--json", action="store_true", help="프로그램이 읽을 JSON으로 보입니다")
        parser.add_argument("--realm", choices=[realm.value for realm in Realm], default=Realm.LIVE.value)
        parser.add_argument(
            "--offline", action="store_true", help="원장에 묻지 않고 서명된 목록만으로 판정합니다"
        )
        parser.add_argument("--trust-list", type=Path, metavar="FILE", help="신뢰목록 (없으면 발행해 둔 것)")
        parser.add_argument(
            "--root", type=Path, metavar="FILE", help="뿌리 공개키(JWK) (없으면 이 시스템의 것)"
        )
        parser.add_argument(
            "--status", type=Path, metavar="FILE", nargs="*", action="extend", help="상태목록"
        )
        parser.add_argument(
            "--least-version", type=int, default=0, help="이보다 낮은 판의 신뢰목록은 거절합니다"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            judgement = self._judged(options)
        except OSError as fault:
            raise CommandError(f"{fault.filename} 파일을 열 수 없습니다.") from fault
        except IssuanceError as refusal:
            raise CommandError(f"[{refusal.code}] {refusal.message}") from refusal
        if options["json"]:
            self.stdout.write(json.dumps(judgement.as_json(), ensure_ascii=False))
        else:
            self._show(judgement)
        if judgement.verdict != Verdict.VALID:
            sys.exit(1)

    def _judged(self, options: dict[str, Any]) -> Judgement:
        realm, at = Realm(options["realm"]), timezone.now()
        path = options["pdf"] or options["image"]
        text = typed_mark(options["text"]) if path is None else mark_in_picture(path.read_bytes())
        if isinstance(text, Judgement):
            return text
        if options["offline"]:
            files = Files(options["trust_list"], options["root"], tuple(options["status"] or ()))
            return judge_offline(text, files, realm=realm, least_version=options["least_version"], at=at)
        return verify_mark(text, at=at, by_address=_BY, realm=realm).judgement

    def _show(self, judgement: Judgement) -> None:
        self.stdout.write(f"{judgement.verdict}  {judgement.verdict.label}")
        if judgement.reason is not None:
            self.stdout.write(f"  {judgement.reason.label}")
        said = judgement.as_json()
        for name, label in _SHOWN.items():
            if said[name] is not None:
                self.stdout.write(f"  {label}  {said[name]}")
        if judgement.serial is not None:
            self.stdout.write("  종이의 내용과 견주고, 지참인의 신분증을 함께 확인해 주세요.")
