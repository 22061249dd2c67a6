"""Faults in what is exchanged after recovery: batches, answers, fetches, match runs and messages."""

from datetime import timedelta
from uuid import UUID

from django.test import override_settings

from issuance.actions import answers, connections, feeds, matching, messages, registrations, settlements
from issuance.domain.ledger import FileKind
from issuance.domain.messages import Audience, Channel, Way
from issuance.domain.reconciliation import Decision
from issuance.models import (
    AnswerDoubt,
    BackEntryBatch,
    BackEntryLine,
    FeedFetch,
    FeedPage,
    Finding,
    FindingPage,
    MatchRun,
    Message,
    Outage,
    RegistrationAnswer,
    SendingConsent,
    SystemLoss,
)
from tests import builders, settling
from tests.actions.test_answers import doubted
from tests.actions.test_registrations import batch_of
from tests.builders import NOW
from tests.ledger_files import RECOVERED, bring_in, extract_row, file_of, number_of
from tests.models.planting import Plant, changed, gone, twice

WORDS = "11. 26. 등기우편으로 보냄"


def batch() -> BackEntryBatch:
    outage = builders.declared_outage()
    builders.filing()
    return batch_of(outage)


def line() -> BackEntryLine:
    return batch().lines.get()


def closed_line() -> BackEntryLine:
    by = builders.supervisor()
    return registrations.withdraw(batch(), words="보내지 못함", by=by, at=RECOVERED).lines.get()


def key_of_next_batch() -> int:
    builders.filing()
    return batch_of(Outage.objects.get()).pk


def doubt() -> AnswerDoubt:
    return doubted(builders.declared_outage())[1]


def settled_doubt() -> AnswerDoubt:
    return answers.settle_doubt(
        doubt(), take=False, words="앞의 번호가 맞음", by=builders.supervisor(), at=RECOVERED
    )


def answer() -> RegistrationAnswer:
    return doubt().answer


def key_of_clear_answer() -> int:
    """The answer that nothing contradicted."""
    return RegistrationAnswer.objects.get(doubt=None).pk


def consent() -> SendingConsent:
    outage = builders.declared_outage()
    return registrations.consent(outage, office=builders.office(), by=builders.supervisor(), at=NOW)


def loss() -> SystemLoss:
    by = builders.headquarters_drafter()
    return connections.note_loss(builders.system(), complete_until=NOW, by=by, at=RECOVERED)


def fetch() -> FeedFetch:
    outage = builders.declared_outage()
    with override_settings(IEUM_MAIN_SYSTEMS={"resident": "http://127.0.0.1:9"}):
        (asked,) = feeds.ask(
            outage,
            system=builders.system(),
            kinds=(FileKind.EXTRACT,),
            by=builders.headquarters_drafter(),
            at=RECOVERED,
        )
    return asked


def page() -> FeedPage:
    row = FeedPage(fetch=fetch(), index=0, byte_count=0)
    row.seal("content", "")
    row.save(force_insert=True)
    return row


def _outage_with_extract(**facts: str) -> Outage:
    """With one paper, and with an extract that says the same of it, but for `facts`."""
    at_counter = builders.counter()
    document = builders.handed_over(at_counter)
    content = file_of(FileKind.EXTRACT, [{**extract_row(number_of(document.filing)), **facts}])
    bring_in(content, outage=at_counter.outage)
    return at_counter.outage


def office_run(**facts: str) -> MatchRun:
    outage = _outage_with_extract(**facts)
    return matching.begin(outage, office=builders.office(), by=builders.supervisor(), at=RECOVERED)


def nation_run() -> MatchRun:
    return matching.begin(_outage_with_extract(), by=builders.headquarters_drafter(), at=RECOVERED)


def finding() -> Finding:
    return matching.go_on(office_run(주소="제주시 애월로 3"), at=RECOVERED).findings.get()


def finding_page() -> FindingPage:
    return matching.go_on(office_run(), at=RECOVERED).pages.get()


def letter() -> Message:
    document = settling.handed_over(builders.counter())
    settlements.settle(settling.decided(settling.differing(document), Decision.CORRECT), at=settling.EFFECT)
    return Message.objects.get(audience=Audience.CITIZEN, channel=Channel.LETTER)


def sent_letter() -> Message:
    by = builders.supervisor()
    return messages.deliver(letter(), way=Way.POST, words=WORDS, by=by, at=settling.EFFECT)


def key_of_other_case() -> int:
    return settling.matching(builders.handed_over(builders.counter())).pk


CONSTRAINTS: dict[str, Plant] = {
    "batch_is_sent_to_a_system": changed(batch, manner="feed"),
    "batch_withdrawn_by_somebody": changed(batch, withdrawn_at=NOW),
    "line_number_once": twice(line, closed_at=NOW),
    "line_open_once": twice(line, number=2),
    "doubt_settled_by_somebody": changed(doubt, settled_at=NOW),
    "consent_once": twice(consent),
    "loss_found_after": changed(loss, found_at=NOW),
    "fetch_one_at_a_time": twice(fetch),
    "page_once": twice(page),
    "match_run_one_an_office": twice(office_run),
    "match_run_one_of_the_nation": twice(nation_run),
    "finding_once": twice(finding),
    "finding_page_once": twice(finding_page),
    "finding_page_has_documents": twice(finding_page, index=1, last=UUID(int=0)),
    "finding_page_whole": twice(finding_page, index=1, rows=b"x"),
    "message_sent_says_how": changed(letter, sent_at=NOW),
    "message_sent_by_hand_has_sender": changed(letter, state="sent", sent_at=NOW, way="post", words=WORDS),
    "message_drill_never_leaves_by_itself": twice(
        letter, token=builders.token, drill=True, state="sent", sent_at=NOW, way="system"
    ),
}
KEPT: dict[str, Plant] = {
    "issuance_answerdoubt_kept": gone(doubt),
    "issuance_backentrybatch_kept": gone(batch),
    "issuance_backentryline_kept": gone(line),
    "issuance_finding_kept": gone(finding),
    "issuance_findingpage_kept": gone(finding_page),
    "issuance_matchrun_kept": gone(office_run),
    "issuance_message_kept": gone(letter),
    "issuance_registrationanswer_kept": gone(answer),
    "issuance_sendingconsent_kept": gone(consent),
    "issuance_systemloss_kept": gone(loss),
}
GUARDED: dict[str, list[Plant]] = {
    "issuance_finding_written_once": [changed(finding, verdict="match")],
    "issuance_findingpage_written_once": [changed(finding_page, rows=b"x")],
    "issuance_registrationanswer_written_once": [changed(answer, text="달리")],
    "batch_frozen": [
        changed(batch, number="x"),
        changed(batch, outage_id=lambda: builders.declared_outage().pk),
        changed(batch, office_id=builders.NEIGHBOUR),
        changed(batch, system_id=lambda: builders.system().pk),
        changed(batch, sha256="0" * 64),
        changed(batch, byte_count=1),
        changed(batch, row_count=9),
        changed(batch, made_at=NOW - timedelta(days=1)),
    ],
    "line_frozen": [
        changed(line, batch_id=key_of_next_batch),
        changed(line, number=9),
        changed(line, filing_id=lambda: builders.filing().pk),
        changed(line, receipt="R-x"),
        changed(line, name="임꺽정"),
        changed(line, outcome="달리"),
        changed(line, clerk="임꺽정"),
        changed(line, again=True),
        changed(closed_line, closed_at=None),
    ],
    "doubt_settled_once": [
        changed(doubt, answer_id=key_of_clear_answer),
        changed(doubt, filing_id=lambda: builders.filing().pk),
        changed(doubt, number_before="9"),
        changed(doubt, opened_at=NOW - timedelta(days=1)),
        changed(settled_doubt, taken=True),
    ],
    "message_frozen": [
        changed(letter, case_id=key_of_other_case),
        changed(letter, office_id=builders.NEIGHBOUR),
        changed(letter, notice_id=None),
        changed(letter, drill=True),
        changed(letter, occasion="revoked"),
        changed(letter, audience="receiver"),
        changed(letter, channel="sms"),
        changed(letter, token=builders.token),
        changed(letter, recipient=b"x"),
        changed(letter, recipient_shown="임*정"),
        changed(letter, subject="달리"),
        changed(letter, body=b"x"),
        changed(letter, drafted_by_id=lambda: builders.clerk().pk),
        changed(letter, drafted_at=NOW - timedelta(days=1)),
        changed(sent_letter, words="달리 보냄"),
    ],
}
