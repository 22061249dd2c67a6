"""Write the verifier as one HTML file that works with the cable out."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions import keys
from issuance.domain.errors import IssuanceError
from issuance.sealing.lists import Realm
from issuance.web.verifier import offline_page


class Command(BaseCommand):
    help = "목록을 새로 서명해 넣은, 통신망 없이 쓰는 문서 확인 파일(HTML)을 만듭니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE.html")
        parser.add_argument("--realm", choices=[realm.value for realm in Realm], default=Realm.LIVE.value)

    def handle(self, *args: Any, **options: Any) -> None:
        path, at = options["path"], timezone.now()
        keys.publish_all(at=at)
        try:
            page = offline_page(Realm(options["realm"]), at=at)
            path.write_text(page, encoding="utf-8")
        except IssuanceError as refusal:
            raise CommandError(f"[{refusal.code}] {refusal.message}") from refusal
        except OSError as fault:
            raise CommandError(f"{path} 파일에 쓸 수 없습니다.") from fault
        self.stdout.write(f"{path}에 썼습니다 ({len(page.encode()):,}바이트).")
