"""Open one more book, for one office or for all: after a restore, so that no number is used twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from issuance.actions import offices
from issuance.models import Office


class Command(BaseCommand):
    help = "새 권을 엽니다. 백업에서 복원한 뒤, 창구를 열기 전에 모든 사무소에 대해 합니다."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--office", help="기관코드 8자리")
        which.add_argument("--all", action="store_true", help="모든 사무소")
        parser.add_argument("--drill", action="store_true", help="훈련용 대장")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = Office.objects.all()
        if options["office"]:
            chosen = chosen.filter(code=options["office"])
            if not chosen:
                raise CommandError(f"기관코드 {options['office']}는 목록에 없습니다.")
        books = offices.open_books(chosen, at=timezone.now(), drill=options["drill"], another=True)
        for book in books if options["office"] else ():
            self.stdout.write(f"{book.office.full_name}: {book.label}권을 열었습니다.")
        if options["all"]:
            self.stdout.write(f"사무소 {len(books):,}곳에 새 권을 열었습니다.")
