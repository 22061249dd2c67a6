"""Prepare, approve, issue, hand over and void a provisional document."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from issuance.actions import documents, filings, orders, papers
from issuance.domain.access import Reason
from issuance.domain.documents import Source, VoidReason
from issuance.domain.filings import Purpose, Relation, SettlementReason
from issuance.domain.sources import Origin
from issuance.domain.states import DocumentState
from issuance.domain.verdicts import Standing
from issuance.models import AccessRecord, Document, Filing, JournalEntry, NearMiss, Paper, User
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW, SNAPSHOT_AS_OF, Counter
from tests.refusals import refused

pytestmark = pytest.mark.django_db

CLERK, SUPERVISOR = "clerk-11110515-1", "supervisor-11110515-1"
DAY = timedelta(days=1)


def prepare(counter: Counter, filing: Filing, **over: Any) -> Document:
    """From the paper register unless said otherwise: nothing of the snapshot is asked."""
    facts: dict[str, Any] = {
        "source": Source.PAPER_REGISTER,
        "facts": builders.FACTS.get(filing.kind.code),
        "as_of": SNAPSHOT_AS_OF,
        "by": counter.clerk,
        "at": NOW,
        "token": builders.token(),
    }
    return documents.prepare(filing, **facts | over)


def issue(counter: Counter, document: Document, **over: Any) -> Document:
    facts: dict[str, Any] = {"by": counter.clerk, "at": NOW}
    return documents.issue(document, **facts | over)


def void(document: Document, by: User, words: str = "용지가 걸림") -> Document:
    return documents.void(document, reason=VoidReason.SPOILED, words=words, by=by, at=NOW)


def numbers() -> tuple[int, int]:
    return builders.last_sequence(), Paper.objects.filter(series="P").count()


def test_facts_from_the_snapshot_are_the_snapshots_and_opening_them_is_recorded() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    assert (
        documents.facts_of(document, by=counter.clerk, at=NOW, reason=Reason.APPROVAL)
        == builders.FACTS["RR01"]
    )
    assert (document.source, document.source_as_of, document.needs_approval) == ("1", SNAPSHOT_AS_OF, False)
    assert list(AccessRecord.objects.values_list("noun", "reason", "by__username")) == [
        ("ledgerentry", "snapshot", CLERK),
        ("filing", "preparation", CLERK),
        ("document", "approval", CLERK),
    ]


def test_the_newest_state_of_the_snapshot_counts() -> None:
    counter = builders.counter()
    filing = builders.filing()
    new = builders.FACTS["RR01"] | {"전입일": "2026-01-05"}
    builders.in_snapshot(filing, as_of=SNAPSHOT_AS_OF - DAY)
    builders.in_snapshot(filing, facts=new)
    builders.in_snapshot(filing, as_of=NOW + DAY)
    assert documents.snapshot_facts(filing, by=counter.clerk, at=NOW) == (new, SNAPSHOT_AS_OF)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"kind": "TX01"}, "not_provisional"),
        ({"kind": "SE01"}, "not_provisional"),
        ({"kind": "FL01"}, "not_provisional"),
        ({"relation": Relation.PROXY}, "only_in_person"),
        ({"relation": Relation.CREDITOR}, "only_in_person"),
        ({"relation": Relation.THIRD_PARTY}, "only_in_person"),
        ({"purpose": Purpose.PROPERTY_SALE}, "purpose_refused"),
        ({"purpose": Purpose.NEW_CREDIT}, "purpose_refused"),
        ({"purpose": Purpose.COURT}, "purpose_refused"),
        ({"purpose": ""}, "fact_missing"),
        ({"id_kind": ""}, "identity_not_checked"),
        ({"id_last4": "12"}, "identity_not_checked"),
        ({"kind": "RR02"}, "no_order"),
    ],
)
def test_what_may_not_be_provisional_is_not_prepared(over: dict[str, Any], code: str) -> None:
    counter = builders.counter(kinds=("RR01",))
    filing = builders.filing(**over)
    with refused(code):
        prepare(counter, filing, facts={})
    assert (Document.objects.count(), builders.told(filing)) == (0, [("receive", "", "received", CLERK)])


@pytest.mark.parametrize("relation", [Relation.SELF, Relation.HOUSEHOLD])
def test_the_subject_and_the_household_get_one(relation: Relation) -> None:
    counter = builders.counter()
    assert builders.issued_document(counter, relation=relation).state == DocumentState.ISSUED


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"facts": {}}, "fact_missing"),
        ({"facts": builders.FACTS["RR01"] | {"세대주": " "}}, "fact_missing"),
        ({"facts": builders.FACTS["RR01"] | {"본적": "서울"}}, "unknown_fact"),
        ({"as_of": NOW + timedelta(seconds=1)}, "source_from_the_future"),
        ({"source": Source.SNAPSHOT}, "not_in_snapshot"),
    ],
)
def test_a_source_that_does_not_carry_the_paper_is_refused(over: dict[str, Any], code: str) -> None:
    counter = builders.counter()
    filing = builders.filing()
    with refused(code):
        prepare(counter, filing, **over)
    assert Document.objects.count() == 0


def test_a_snapshot_older_than_the_order_allows_is_refused() -> None:
    counter = builders.counter(snapshot_age_hours=11)
    filing = builders.filing()
    builders.in_snapshot(filing)
    with refused("snapshot_too_old"):
        prepare(counter, filing, source=Source.SNAPSHOT)


def test_a_restricted_person_gets_none_from_any_source() -> None:
    counter = builders.counter()
    filing = builders.filing()
    builders.restriction(filing)
    builders.in_snapshot(filing)
    for source in (Source.SNAPSHOT, Source.PAPER_REGISTER):
        with refused("restricted"):
            prepare(counter, filing, source=source)
    assert AccessRecord.objects.count() == 0


def test_a_restriction_that_comes_after_preparing_stops_the_issue() -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    builders.restriction(document.filing)
    before = numbers()
    with refused("restricted"):
        issue(counter, document)
    assert numbers() == before


def test_preparing_again_with_the_same_token_shows_the_same_document() -> None:
    counter = builders.counter()
    filing, token = builders.filing(), builders.token()
    first = prepare(counter, filing, token=token)
    assert prepare(counter, filing, token=token, at=NOW + timedelta(minutes=1)) == first
    with refused("other_content_under_token"):
        prepare(counter, filing, token=token, facts=builders.FACTS["RR01"] | {"세대주": "임꺽정"})
    with refused("other_content_under_token"):
        prepare(counter, builders.filing(), token=token)
    assert Document.objects.count() == 1
    assert builders.told(first) == [("prepare", "", "prepared", CLERK)]


def test_nothing_is_prepared_for_a_filing_that_is_over() -> None:
    counter = builders.counter()
    filing = builders.filing()
    builders.registered(filing)
    with refused("wrong_state"):
        prepare(counter, filing)


def test_another_office_prepares_nothing() -> None:
    counter = builders.counter()
    with refused("other_office"):
        prepare(counter, builders.filing(), by=builders.clerk(builders.NEIGHBOUR))


@pytest.mark.parametrize(("waived", "fees"), [((), (800, 0, "")), (("RR01",), (800, 800, "지침 제2026-1호"))])
def test_the_fee_is_the_catalogues_for_every_copy_unless_the_order_waives_it(
    waived: tuple[str, ...], fees: tuple[int, int, str]
) -> None:
    document = builders.prepared_document(builders.counter(waived=waived), copies=2)
    assert (document.fee_due, document.fee_waived, document.waiver_basis) == fees


@pytest.mark.parametrize("source", [one for one in Source if one != Source.SNAPSHOT])
def test_any_source_but_the_snapshot_needs_approval(source: Source) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter, source=source)
    assert document.needs_approval is True
    with refused("approval_missing"):
        issue(counter, document)


@pytest.mark.parametrize(("kind", "needed"), [("RR01", False), ("LD02", False), ("WF01", True)])
def test_the_catalogue_names_the_kinds_that_need_approval(kind: str, needed: bool) -> None:
    assert builders.prepared_document(builders.counter(), kind=kind).needs_approval is needed


def test_what_waits_for_approval_is_not_issued_before_it() -> None:
    counter = builders.counter()
    document = builders.awaiting_document(counter)
    before = numbers()
    with refused("approval_missing"):
        issue(counter, document)
    assert numbers() == before


def test_an_approved_document_is_issued_by_somebody_else_than_who_approved() -> None:
    counter = builders.counter()
    document = documents.approve(builders.awaiting_document(counter), by=counter.supervisor, at=NOW)
    with refused("same_person"):
        issue(counter, document, by=counter.supervisor)
    document = issue(counter, document)
    assert builders.told(document) == [
        ("prepare", "", "prepared", CLERK),
        ("submit", "prepared", "awaiting_approval", CLERK),
        ("approve", "awaiting_approval", "awaiting_approval", SUPERVISOR),
        ("issue", "awaiting_approval", "issued", CLERK),
    ]
    assert list(all_faults()) == []


def test_who_prepared_does_not_approve_and_nobody_approves_twice() -> None:
    counter = builders.counter()
    request = builders.filing(by=counter.supervisor)
    mine = prepare(counter, request, by=counter.supervisor)
    documents.submit(mine, by=counter.supervisor, at=NOW)
    with refused("same_person"):
        documents.approve(mine, by=counter.supervisor, at=NOW)
    documents.approve(mine, by=builders.head(), at=NOW)
    with refused("already_approved"):
        documents.approve(mine, by=builders.supervisor(number=2), at=NOW)


def test_a_clerk_does_not_approve_and_no_other_office_does() -> None:
    document = builders.awaiting_document(builders.counter())
    with refused("not_permitted"):
        documents.approve(document, by=builders.clerk(number=2), at=NOW)
    with refused("other_office"):
        documents.approve(document, by=builders.supervisor(builders.NEIGHBOUR), at=NOW)


def test_what_needs_no_approval_is_not_submitted_for_it() -> None:
    counter = builders.counter()
    with refused("approval_not_needed"):
        documents.submit(builders.prepared_document(counter), by=counter.clerk, at=NOW)


def test_what_is_sent_back_loses_its_approval() -> None:
    counter = builders.counter()
    document = documents.approve(builders.awaiting_document(counter), by=counter.supervisor, at=NOW)
    document = documents.send_back(document, words="세대원 확인 요망", by=counter.supervisor, at=NOW)
    assert (document.state, document.approved_by, document.approved_at, document.words) == (
        DocumentState.PREPARED,
        None,
        None,
        "세대원 확인 요망",
    )
    with refused("approval_missing"):
        issue(counter, document)


@pytest.mark.parametrize(
    ("deed", "who", "state"),
    [
        (documents.refuse, builders.supervisor, DocumentState.REFUSED),
        (documents.withdraw, builders.clerk, DocumentState.WITHDRAWN),
    ],
)
def test_a_document_without_a_number_ends_with_a_reason(
    deed: Callable[..., Document], who: Callable[[], User], state: str
) -> None:
    counter = builders.counter()
    document = builders.awaiting_document(counter)
    with refused("reason_missing"):
        deed(document, words="짧음", by=who(), at=NOW)
    document = deed(document, words="근거가 부족함", by=who(), at=NOW)
    assert (document.state, document.paper, document.words) == (state, None, "근거가 부족함")
    assert builders.told(document)[-1] == (deed.__name__, "awaiting_approval", state, who().username)
    with refused("approval_missing"):
        issue(counter, document)


def test_issuing_takes_a_number_and_freezes_what_is_said() -> None:
    counter = builders.counter(validity_days=3)
    document = builders.issued_document(counter, copies=2)
    paper = document.paper
    assert paper is not None
    assert (paper.serial, paper.expires_at) == ("P-11110515-26-001-000002", NOW + 3 * DAY)
    assert (document.issued_by, document.issued_at) == (counter.clerk, NOW)
    claims = paper.read_mark().claims
    assert (claims.name, claims.birth, claims.key_fact, claims.purpose, claims.flags, claims.kind) == (
        "홍길동",
        18850302,
        "청운동",
        1,
        papers.PROVISIONAL,
        "RR01",
    )
    entry = JournalEntry.objects.get(noun="document", verb="issue")
    assert entry.detail == {"serial": paper.serial}


def test_a_paper_never_shows_the_whole_resident_number() -> None:
    counter = builders.counter()
    number = builders.resident_number()
    document = builders.issued_document(counter, number=number)
    assert document.paper is not None
    rows = {row.label: row.value for row in papers.sheet_of(document.paper.unsealed("sheet")).rows}
    assert rows["대상"] == "홍길동 · 850302-9******"
    assert number[7:] not in document.paper.unsealed("sheet")


def test_a_paper_of_land_carries_the_applicant_in_its_mark() -> None:
    document = builders.issued_document(builders.counter(), kind="LD02", applicant_name="임꺽정")
    assert document.paper is not None
    claims = document.paper.read_mark().claims
    assert (claims.name, claims.birth, claims.key_fact) == ("임꺽정", 18850302, "1-2")


def test_issuing_again_shows_the_document_that_was_issued() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    before = numbers()
    assert issue(counter, document, at=NOW + timedelta(minutes=5)).paper == document.paper
    assert numbers() == before
    assert [entry[0] for entry in builders.told(document)] == ["prepare", "issue"]


def test_an_office_that_has_not_acknowledged_prepares_receives_and_certifies_but_does_not_issue() -> None:
    outage = builders.declared_outage()
    order = builders.order_in_force(outage)
    counter = Counter(builders.clerk(), builders.supervisor(), outage, order, builders.delivery(order))
    document = builders.prepared_document(counter)
    builders.certificate(document.filing)
    before = numbers()
    with refused("not_acknowledged"):
        issue(counter, document)
    assert numbers() == before
    builders.acknowledged(order)
    assert issue(counter, document).state == DocumentState.ISSUED


def _lifted(counter: Counter) -> None:
    orders.lift(counter.order, by=builders.headquarters_approver(), at=NOW)


def _expired(counter: Counter) -> None:
    orders.expire(counter.order, at=NOW)


def _superseded(counter: Counter) -> None:
    new = builders.submitted_order(
        counter.outage, supersedes=counter.order, starts_at=NOW - timedelta(minutes=1)
    )
    orders.approve(new, by=builders.headquarters_approver(), at=NOW)
    orders.send_pending(new, at=NOW)
    builders.acknowledged(new)


def _restored(counter: Counter) -> None:
    builders.restored_outage(counter.outage)


@pytest.mark.parametrize("end", [_lifted, _expired, _superseded, _restored])
def test_an_order_that_ended_issues_nothing_more(end: Callable[[Counter], None]) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    before = numbers()
    end(counter)
    with refused("no_order"):
        issue(counter, document)
    assert numbers() == before
    document.refresh_from_db()
    assert document.state == DocumentState.PREPARED


def test_an_order_holds_up_to_its_last_moment_though_nobody_ended_it() -> None:
    counter = builders.counter(ends_at=NOW + DAY)
    document = builders.prepared_document(counter)
    with refused("no_order"):
        issue(counter, document, at=NOW + DAY)
    assert issue(counter, document, at=NOW + DAY - timedelta(seconds=1)).state == DocumentState.ISSUED


def test_an_order_for_a_province_allows_nothing_elsewhere() -> None:
    counter = builders.counter(scope=[builders.office("11000000")])
    assert builders.issued_document(counter).state == DocumentState.ISSUED
    filing = builders.filing(by=builders.clerk(builders.FAR_TOWN))
    with refused("no_order"):
        prepare(counter, filing, by=builders.clerk(builders.FAR_TOWN))


def test_a_glyph_that_no_font_has_is_refused_before_a_number_is_taken() -> None:
    counter = builders.counter()
    filing = builders.filing()
    document = prepare(counter, filing, facts=builders.FACTS["RR01"] | {"세대주": "홍길동\U00013000"})
    documents.submit(document, by=counter.clerk, at=NOW)
    documents.approve(document, by=counter.supervisor, at=NOW)
    before = numbers()
    with refused("missing_glyph"):
        issue(counter, document)
    assert numbers() == before


@pytest.mark.parametrize("broken", ["signer_of", "write_mark", "read_mark", "canonical", "check_number"])
def test_a_fault_after_the_number_was_taken_rolls_it_back(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    before = numbers(), JournalEntry.objects.count()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the signer is gone")

    with monkeypatch.context() as patched:
        patched.setattr(papers, broken, fail)
        with pytest.raises(RuntimeError, match="signer"):
            issue(counter, document)
    assert (numbers(), JournalEntry.objects.count()) == before
    document.refresh_from_db()
    assert (document.state, document.paper) == (DocumentState.PREPARED, None)
    assert issue(counter, document).paper is not None
    assert list(all_faults()) == []


def test_a_mark_that_does_not_read_back_is_never_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = builders.counter()
    document = builders.prepared_document(counter)
    before = numbers()
    monkeypatch.setattr(papers, "verify_mark", lambda *_: False)
    with refused("mark_does_not_read_back"):
        issue(counter, document)
    assert numbers() == before


def test_a_spoiled_document_is_voided_and_keeps_its_number() -> None:
    counter = builders.counter()
    document = builders.issued_document(counter)
    with refused("reason_missing"):
        void(document, counter.clerk, words="훼손")
    document = void(document, counter.clerk)
    assert document.paper is not None
    paper = Paper.objects.get(pk=document.paper.pk)
    assert (document.state, document.fee_to_refund) == (DocumentState.VOIDED, 400)
    assert (paper.serial, paper.status, paper.void_reason) == (
        "P-11110515-26-001-000002",
        Standing.VOIDED,
        "인쇄 훼손: 용지가 걸림",
    )
    assert builders.told(document)[-1] == ("void", "issued", "voided", CLERK)
    assert list(all_faults()) == []


def test_the_next_document_after_a_voided_one_has_a_number_of_its_own() -> None:
    counter = builders.counter()
    document = void(builders.issued_document(counter), counter.clerk)
    builders.in_snapshot(document.filing)
    anew = documents.prepare(
        document.filing, source=Source.SNAPSHOT, by=counter.clerk, at=NOW, token=builders.token()
    )
    anew = issue(counter, anew)
    assert anew.paper is not None
    assert anew.paper.serial == "P-11110515-26-001-000003"


def test_what_was_handed_over_is_not_voided_any_more_nor_the_reverse() -> None:
    counter = builders.counter()
    document = builders.handed_over(counter)
    assert builders.told(document)[-1] == ("hand_over", "issued", "handed_over", CLERK)
    with refused("wrong_state"):
        void(document, counter.clerk)
    spoiled = void(builders.issued_document(counter), counter.clerk)
    with refused("wrong_state"):
        documents.hand_over(spoiled, by=counter.clerk, at=NOW)


def test_a_waived_fee_is_not_refunded() -> None:
    counter = builders.counter(waived=("RR01",))
    assert void(builders.issued_document(counter), counter.clerk).fee_to_refund == 0


def test_fingerprints_compare_facts_without_telling_them() -> None:
    one = documents.fingerprints_of({"전입일": "2020-03-02", "세대주": "홍길동"})
    same = documents.fingerprints_of({"전입일": "2020. 3. 2.", "세대주": "홍길동"})
    other = documents.fingerprints_of({"전입일": "2020-03-03", "세대주": "홍길동"})
    assert one == same
    assert [name for name in one if one[name] != other[name]] == ["전입일"]
    assert {len(mark) for mark in one.values()} == {32}


def test_the_application_is_a_pdf_for_the_office_of_the_filing() -> None:
    filing = builders.filing()
    assert documents.application(filing, by=builders.clerk(), at=NOW)[:5] == b"%PDF-"
    with refused("other_office"):
        documents.application(filing, by=builders.clerk(builders.NEIGHBOUR), at=NOW)


def test_the_filing_may_end_otherwise_while_its_document_is_withdrawn() -> None:
    counter = builders.counter()
    document = documents.withdraw(
        builders.prepared_document(counter), words="민원인 취하", by=counter.clerk, at=NOW
    )
    filings.propose_settlement(
        document.filing, reason=SettlementReason.WITHDRAWN, words="민원인 취하", by=counter.supervisor, at=NOW
    )
    assert filings.settle(document.filing, by=builders.head(), at=NOW).settled_at == NOW


BASIS = "한부모가족 지원 대상 (주민등록법 시행규칙 §18①)"


def test_a_fee_is_waived_on_a_basis_that_the_filing_or_the_preparing_names() -> None:
    counter = builders.counter()
    asked = prepare(counter, builders.filing(by=counter.clerk, waiver=BASIS, copies=2))
    named = prepare(counter, builders.filing(by=counter.clerk), waiver=BASIS)
    not_after_all = prepare(counter, builders.filing(by=counter.clerk, waiver=BASIS), waiver="")
    assert [(one.fee_due, one.fee_waived, one.waiver_basis) for one in (asked, named, not_after_all)] == [
        (800, 800, BASIS),
        (400, 400, BASIS),
        (400, 0, ""),
    ]


def test_the_order_waives_before_the_basis_of_one_person() -> None:
    counter = builders.counter(waived=("RR01",))
    document = prepare(counter, builders.filing(by=counter.clerk, waiver=BASIS))
    assert (document.fee_waived, document.waiver_basis) == (400, f"지침 {counter.order.number}")


def test_a_waiver_that_the_catalogue_does_not_name_is_refused() -> None:
    counter = builders.counter()
    filing = builders.filing(by=counter.clerk)
    with refused("unknown_waiver"):
        prepare(counter, filing, waiver="아는 사람")
    with refused("unknown_waiver"):
        builders.filing(by=counter.clerk, kind="LD02", waiver=BASIS)
    assert Document.objects.count() == 0


def test_a_waived_fee_stands_on_the_paper_and_nothing_is_to_refund_when_it_is_spoiled() -> None:
    counter = builders.counter()
    request = builders.filing(by=counter.clerk, waiver=BASIS)
    builders.in_snapshot(request)
    document = documents.prepare(
        request, source=Source.SNAPSHOT, by=counter.clerk, at=NOW, token=builders.token()
    )
    issued = issue(counter, document)
    assert issued.paper is not None
    rows = {row.label: row.value for row in papers.sheet_of(issued.paper.unsealed("sheet")).rows}
    assert rows["수수료"] == f"금0원(금영원) · 면제 금400원(금사백원) ({BASIS})"
    spoiled = void(issued, counter.clerk)
    assert (spoiled.fee_due, spoiled.fee_waived, spoiled.fee_to_refund) == (400, 400, 0)


REGISTER_AT = NOW - timedelta(days=40)
COPY = Origin(Source.RECENT_COPY, NOW - timedelta(days=3), "11월 20일 발급 등본")


def test_facts_read_from_several_papers_rest_on_the_weakest_and_each_says_its_own() -> None:
    counter = builders.counter()
    document = prepare(
        counter,
        builders.filing(by=counter.clerk),
        as_of=REGISTER_AT,
        source_note="세대별 주민등록표",
        origins={"전입일": COPY},
    )
    assert (document.source, document.source_as_of, document.source_note) == ("4", COPY.as_of, COPY.note)
    register = {"source": "2", "as_of": REGISTER_AT.isoformat(), "note": "세대별 주민등록표"}
    assert document.fact_sources == {"주소": register, "세대주": register, "세대원": register}
    documents.submit(document, by=counter.clerk, at=NOW)
    documents.approve(document, by=counter.supervisor, at=NOW)
    issued = issue(counter, document)
    assert issued.paper is not None
    sheet = papers.sheet_of(issued.paper.unsealed("sheet"))
    rows = {row.label: row.value for row in sheet.rows}
    assert rows["근거 자료"].splitlines() == [
        "주소, 세대주, 세대원: 종이대장 · 세대별 주민등록표 · 2026. 10. 14. 14:00 기준 (발급 40일 전)",
        "전입일: 최근 발급된 정식 서류 · 11월 20일 발급 등본 · 2026. 11. 20. 14:00 기준 (발급 3일 전)",
    ]
    assert sheet.statements[0].startswith(
        "최근 발급된 정식 서류 등 여러 자료의 내용으로 가장 오래된 것은 2026. 10. 14. 14:00 현재이며, "
    )


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"origins": {"전입일": Origin(Source.SNAPSHOT, NOW, "-")}}, "source_not_paper"),
        ({"origins": {"전입일": Origin(Source.RECENT_COPY, NOW + DAY, "등본")}}, "source_from_the_future"),
        ({"origins": {"전입일": Origin(Source.RECENT_COPY, NOW, "")}}, "source_incomplete"),
        ({"source_note": "850302-9012345 등본"}, "open_number"),
        ({"facts": builders.FACTS["RR01"] | {"세대주": "홍길동 8503029012345"}}, "open_number"),
    ],
    ids=["snapshot", "future", "unnamed", "number in the note", "number in a fact"],
)
def test_what_no_paper_may_say_of_its_sources_is_refused_before_anything_is_made(
    over: dict[str, Any], code: str
) -> None:
    counter = builders.counter()
    filing = builders.filing(by=counter.clerk)
    with refused(code):
        prepare(counter, filing, **over)
    assert (Document.objects.count(), NearMiss.objects.count()) == (0, 0)


def test_a_filing_has_one_document_at_a_time_whatever_the_token() -> None:
    counter = builders.counter()
    filing = builders.filing(by=counter.clerk)
    first = prepare(counter, filing)
    with refused("already_prepared"):
        prepare(counter, filing)
    documents.withdraw(first, words="민원인 취하", by=counter.clerk, at=NOW)
    assert prepare(counter, filing).state == DocumentState.PREPARED


def test_other_sources_under_the_same_token_are_other_content() -> None:
    counter = builders.counter()
    filing, token = builders.filing(by=counter.clerk), builders.token()
    first = prepare(counter, filing, token=token, origins={"전입일": COPY})
    assert prepare(counter, filing, token=token, origins={"전입일": COPY}) == first
    with refused("other_content_under_token"):
        prepare(counter, filing, token=token)
