"""After act seven: the letters that the decisions drafted are printed and go to the post."""

from issuance.actions import letters, messages
from issuance.management.rehearsal.stage import Stage
from issuance.queries.messages import letters_waiting

PRINTED_AT, POSTED_AT = 55.3, 55.5


def post(stage: Stage) -> None:
    """One file of letters for each office that has any, each to a citizen with its notice behind it."""
    for counter in stage.counters:
        waiting = list(letters_waiting(counter.office))
        if not waiting:
            continue
        content = letters.printed(waiting, by=counter.clerk, at=stage.at(PRINTED_AT))
        (stage.out / f"letters-{counter.office.code}.pdf").write_bytes(content)
        count, _ = messages.posted(
            waiting, words="통지 편지를 등기우편으로 보냄", by=counter.clerk, at=stage.at(POSTED_AT)
        )
        stage.say(stage.at(POSTED_AT), f"{counter.office.name}: 신청인과 제출처에 편지 {count}통을 보냄")
