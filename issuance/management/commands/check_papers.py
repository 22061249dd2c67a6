"""Look at a sample of issued papers again: sheet, mark and PDF."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from issuance.actions.paper_checks import check_sample


class Command(BaseCommand):
    help = "발급한 종이를 뽑아 다시 점검합니다. 잘못이 있으면 하나씩 보이고 1로 끝납니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=int, default=20, help="뽑을 종이의 수")

    def handle(self, *args: Any, **options: Any) -> None:
        checked = list(check_sample(options["sample"], at=timezone.now()))
        faults = [(each.serial, words) for each in checked for words in each.found]
        for serial, words in faults:
            self.stdout.write(f"{serial}: {words}")
        self.stdout.write(
            f"종이 {len(checked):,}장 점검: {'이상 없음' if not faults else f'잘못 {len(faults):,}건'}"
        )
        if faults:
            sys.exit(1)
