"""Verify chains, sums, numbers, marks, four eyes, and that every state is what its journal says."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from issuance.models import Book, JournalEntry, Paper
from issuance.queries.faults import all_faults


class Command(BaseCommand):
    help = "발급대장과 처리 기록을 점검합니다. 잘못이 있으면 하나씩 보이고 1로 끝납니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="프로그램이 읽을 JSON으로 보입니다")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(all_faults())
        checked = {
            "books": Book.objects.count(),
            "papers": Paper.objects.count(),
            "entries": JournalEntry.objects.count(),
        }
        if options["json"]:
            self.stdout.write(
                json.dumps({**checked, "faults": [asdict(fault) for fault in faults]}, ensure_ascii=False)
            )
        else:
            for fault in faults:
                self.stdout.write(f"[{fault.code}] {fault.row}: {fault.words}")
            self.stdout.write(
                f"발급대장 {checked['books']:,}권 · 번호 {checked['papers']:,}개 · 처리 기록 {checked['entries']:,}건"
                f" 점검: {'이상 없음' if not faults else f'잘못 {len(faults):,}건'}"
            )
        if faults:
            sys.exit(1)
