"""A process of its own that carries the match run out which another has asked for, one paper a transaction: `… SECONDS
WORKERS`."""

import sys
from datetime import timedelta

import django

django.setup()

from issuance.actions import findings, matching  # noqa: E402
from issuance.domain.match_runs import RunState  # noqa: E402
from issuance.models import MatchRun  # noqa: E402
from tests.ledger_files import RECOVERED  # noqa: E402


def main(seconds: int, workers: int) -> None:
    """`seconds` after the systems are back, with so many processes more; a line before each transaction and one after
    the last.
    """
    at = RECOVERED + timedelta(seconds=seconds)
    matching.CLEAN_AT_A_TIME = matching.SLICE = findings.CASES_AT_A_TIME = 1
    findings.EXCEPTIONS_AT_A_TIME = 1
    matching.SHARED_FROM = 1
    for module, name in ((findings, "append"), (findings, "append_clean"), (findings, "_made")):
        setattr(module, name, _told(getattr(module, name)))
    run = MatchRun.objects.get()
    if run.state == RunState.RUNNING:
        run = matching.go_on(run, at=at, workers=workers)
    findings.open_cases(run, at=at)
    print("done")  # noqa: T201


def _told(step):  # type: ignore[no-untyped-def]
    def told(*args, **options):  # type: ignore[no-untyped-def]
        print("step")  # noqa: T201
        return step(*args, **options)

    return told


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
