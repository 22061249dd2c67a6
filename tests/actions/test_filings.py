"""A filing always gets its receipt, keeps its moment, and is brought to its end."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from issuance.actions import filings
from issuance.domain.filings import Earlier, Relation, SettlementReason, TakenAlready
from issuance.domain.papers import Series
from issuance.domain.states import FilingState
from issuance.models import Filing, NearMiss, Paper
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db

HALF_AN_HOUR = timedelta(minutes=30)


def proposed(filing: Filing) -> Filing:
    return filings.propose_settlement(
        filing, reason=SettlementReason.WITHDRAWN, words=" 민원인 취하 ", by=builders.supervisor(), at=NOW
    )


def test_a_receipt_needs_no_outage_no_order_and_no_acknowledgement() -> None:
    filing = builders.filing()
    receipt = filings.receipt_of(filing)
    assert (filing.outage, filing.state) == (None, FilingState.RECEIVED)
    assert (receipt.serial, receipt.series) == ("R-11110515-26-001-000001", Series.RECEIPT)


@pytest.mark.parametrize("kind", ["RR01", "TX01", "SE02", "FL01", "LD02", "OC01"])
def test_whatever_is_asked_for_gets_a_receipt(kind: str) -> None:
    filing = builders.filing(kind=kind)
    claims = filings.receipt_of(filing).read_mark().claims
    assert (claims.kind, claims.series, claims.expires_at, claims.filing_moment) == (
        kind,
        "R",
        None,
        int(filing.moment.timestamp()),
    )


def test_a_proxy_gets_a_receipt_in_the_name_of_the_proxy() -> None:
    filing = builders.filing(
        relation=Relation.PROXY,
        applicant_name="임꺽정",
        applicant_birth=date(1890, 1, 1),
        subject_name="홍길동",
    )
    claims = filings.receipt_of(filing).read_mark().claims
    assert (claims.name, claims.birth) == ("임꺽정", 18900101)
    assert (filing.subject_name, filing.subject_birth) == ("홍길동", date(1885, 3, 2))


@pytest.mark.parametrize(
    ("late", "holds"), [(timedelta(0), True), (timedelta(microseconds=1), False)], ids=["in time", "too late"]
)
def test_the_moment_is_the_forms_for_thirty_minutes_and_both_are_kept(late: timedelta, holds: bool) -> None:
    begun = NOW - HALF_AN_HOUR - late
    filing = builders.filing(begun_at=begun)
    assert (filing.begun_at, filing.sent_at, filing.moment) == (begun, NOW, begun if holds else NOW)


def test_a_filing_joins_the_declared_outage_of_its_system() -> None:
    outage = builders.declared_outage(("resident",))
    assert builders.filing(kind="RR01").outage == outage
    assert builders.filing(kind="TX01").outage is None


def test_a_filing_does_not_join_an_outage_whose_system_is_back() -> None:
    builders.restored_outage(builders.declared_outage(), at=NOW - timedelta(minutes=1))
    assert builders.filing().outage is None


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"kind": "FL99"}, "title_missing"),
        ({"kind": "XX99"}, "unknown_kind"),
        ({"number": ""}, "subject_missing"),
        ({"number": "850302-9"}, "wrong_length"),
        ({"number": "850302-900000a"}, "not_digits"),
        ({"number": "851302-9000001"}, "impossible_date"),
        ({"kind": "LD02", "number": "123"}, "parcel_wrong_length"),
        ({"copies": 21}, "copies_out_of_range"),
        ({"begun_at": NOW + timedelta(seconds=1)}, "form_from_the_future"),
        ({"applicant_name": "홍\u200b길동"}, "name_has_hidden_character"),
        ({"applicant_name": "홍길동\U00013000"}, "missing_glyph"),
        ({"receiver": "은행\U00013000"}, "missing_glyph"),
        ({"relation": Relation.PROXY, "applicant_birth": None}, "applicant_birth_missing"),
    ],
)
def test_a_filing_that_cannot_be_printed_or_found_again_uses_no_number(
    over: dict[str, Any], code: str
) -> None:
    with refused(code):
        builders.filing(**over)
    assert (builders.last_sequence(), Filing.objects.count(), Paper.objects.count()) == (0, 0, 0)


def test_a_request_in_no_list_carries_its_typed_title_and_needs_no_number() -> None:
    filing = builders.filing(kind="FL99", title=" 농기계 임대 신청 ", number="")
    assert (filing.what, filing.subject_key, filing.subject_number) == ("농기계 임대 신청", "", None)


def test_the_resident_number_is_sealed_and_found_by_its_hash() -> None:
    number = builders.resident_number()
    filing = Filing.objects.get(pk=builders.filing(number=f"{number[:6]}-{number[6:]}").pk)
    assert filing.unsealed("subject_number") == number
    assert number.encode() not in bytes(filing.subject_number)
    assert filing.subject_key == filings.subject_hash(number)
    assert filing.subject_birth == date(1885, 3, 2)


def test_the_same_form_sent_again_shows_the_filing_that_it_made() -> None:
    new = builders.new_filing()
    first = filings.receive(new, by=builders.clerk(), at=NOW)
    again = filings.receive(new, by=builders.clerk(), at=NOW + timedelta(minutes=1))
    assert again == first
    assert (Filing.objects.count(), builders.last_sequence(), len(builders.told(first))) == (1, 1, 1)


@pytest.mark.parametrize("over", [{"copies": 2}, {"receiver": "다른 은행"}, {"applicant_name": "임꺽정"}])
def test_other_content_under_the_same_token_is_refused(over: dict[str, Any]) -> None:
    number, token = builders.resident_number(), builders.token()
    builders.filing(number=number, token=token)
    with refused("other_content_under_token"):
        builders.filing(number=number, token=token, **over)
    assert builders.last_sequence() == 1


def test_the_same_request_typed_anew_is_taken_once_it_is_said_to_be_meant() -> None:
    number, later = builders.resident_number(), NOW + timedelta(minutes=29)
    first = builders.filing(number=number)
    with pytest.raises(TakenAlready) as caught:
        builders.filing(number=number, receiver="다른은행", by=builders.clerk(number=2), at=later)
    assert caught.value.facts["earlier"] == Earlier(
        first.pk, filings.receipt_of(first).serial, NOW, builders.clerk().name
    )
    assert builders.last_sequence() == 1
    second = builders.filing(number=number, again=True, at=later)
    assert (Filing.objects.count(), NearMiss.objects.count()) == (2, 0)
    with pytest.raises(TakenAlready) as caught:
        builders.filing(number=number, at=later)
    assert caught.value.facts["earlier"].filing == second.pk


def test_the_same_form_sent_again_is_not_asked_about_whatever_it_said_of_a_repeat() -> None:
    new = builders.new_filing()
    first = filings.receive(new, by=builders.clerk(), at=NOW)
    assert filings.receive(replace(new, again=True), by=builders.clerk(), at=NOW) == first


@pytest.mark.parametrize(
    "over",
    [
        {"kind": "RR02"},
        {"number": builders.resident_number(serial=999_001)},
        {"applicant_name": "임꺽정"},
        {"applicant_birth": date(1886, 3, 2), "relation": Relation.HOUSEHOLD},
        {"by_neighbour": True},
        {"at": NOW + timedelta(minutes=30)},
    ],
)
def test_another_kind_subject_applicant_office_or_half_hour_is_another_request(over: dict[str, Any]) -> None:
    number = builders.resident_number(serial=999_000)
    facts: dict[str, Any] = {"number": number}
    builders.filing(**facts)
    if over.pop("by_neighbour", False):
        over["by"] = builders.clerk(builders.NEIGHBOUR)
    assert builders.filing(**facts | over).pk is not None
    assert Filing.objects.count() == 2


def test_requests_in_no_list_differ_by_their_titles() -> None:
    facts: dict[str, Any] = {"kind": "FL99", "number": ""}
    builders.filing(title="가로등 고장 신고", **facts)
    builders.filing(title="소음 신고", **facts)
    with refused("taken_already"):
        builders.filing(title="가로등 고장 신고", **facts)


def test_a_request_that_was_withdrawn_may_be_made_again_at_once() -> None:
    builders.declared_outage()
    number = builders.resident_number()
    filings.settle(proposed(builders.filing(number=number)), by=builders.supervisor(number=2), at=NOW)
    assert builders.filing(number=number).state == FilingState.RECEIVED


def test_what_is_played_in_a_drill_and_what_is_real_are_not_the_same_request() -> None:
    number, drill = builders.resident_number(), builders.declared_outage(("resident",), drill=True)
    builders.filing(number=number)
    played = builders.new_filing(number=number)
    filings.receive(played, by=builders.clerk(), at=NOW, outage=drill)
    with refused("taken_already"):
        filings.receive(replace(played, token=builders.token()), by=builders.clerk(), at=NOW, outage=drill)


def test_a_paper_that_is_entered_twice_is_asked_about() -> None:
    builders.declared_outage()
    number = builders.resident_number()
    first = builders.paper_filing(number=number)
    with pytest.raises(TakenAlready) as caught:
        builders.paper_filing(number=number)
    assert caught.value.facts["earlier"] == Earlier(
        first.pk, filings.receipt_of(first).serial, NOW, builders.clerk(number=2).name
    )
    assert builders.paper_filing(number=number, again=True) != first


def test_headquarters_takes_no_filing() -> None:
    with refused("not_permitted"):
        builders.filing(by=builders.headquarters_drafter())


def test_a_filing_is_settled_by_two_people_with_a_reason() -> None:
    builders.declared_outage()
    filing = proposed(builders.filing())
    with refused("same_person"):
        filings.settle(filing, by=builders.supervisor(), at=NOW)
    filing = filings.settle(filing, by=builders.head(), at=NOW)
    assert (filing.state, filing.settlement_words, filing.settled_by) == (
        FilingState.SETTLED,
        "민원인 취하",
        builders.head(),
    )
    assert builders.told(filing)[1:] == [
        ("propose_settlement", "received", "received", builders.supervisor().username),
        ("settle", "received", "settled", builders.head().username),
    ]
    assert list(all_faults()) == []


def test_what_has_ended_is_proposed_to_end_by_nobody() -> None:
    """Not the person who settled it either, and not after its outage is closed."""
    outage = builders.declared_outage()
    filing = filings.settle(proposed(builders.filing()), by=builders.head(), at=NOW)
    registered = builders.registered(builders.filing())
    for one in (filing, registered):
        for person in (builders.head(), builders.supervisor(number=2)):
            with refused("wrong_state"):
                filings.propose_settlement(
                    one, reason=SettlementReason.REFUSED, words="대상이 아님", by=person, at=NOW
                )
    builders.closed_outage(builders.restored_outage(outage))
    with refused("wrong_state"):
        proposed(filing)
    assert Filing.objects.get(pk=filing.pk).settlement_words == "민원인 취하"


def test_nobody_settles_what_nobody_proposed() -> None:
    builders.declared_outage()
    with refused("settlement_not_proposed"):
        filings.settle(builders.filing(), by=builders.head(), at=NOW)


def test_a_settlement_needs_words_an_outage_and_a_supervisor_of_the_office() -> None:
    before = builders.filing(kind="TX01")
    builders.declared_outage(("resident",))
    filing = builders.filing()
    with refused("settlement_reason_missing"):
        filings.propose_settlement(
            filing, reason=SettlementReason.WITHDRAWN, words="취하", by=builders.supervisor(), at=NOW
        )
    with refused("not_of_an_outage"):
        proposed(before)
    for person, code in (
        (builders.clerk(), "not_permitted"),
        (builders.supervisor(builders.NEIGHBOUR), "other_office"),
    ):
        with refused(code):
            filings.propose_settlement(
                filing, reason=SettlementReason.REFUSED, words="대상이 아님", by=person, at=NOW
            )


def test_the_skew_of_the_windows_clock_is_kept_and_is_no_content() -> None:
    new = builders.new_filing(device_moment=NOW + timedelta(minutes=3))
    filing = filings.receive(new, by=builders.clerk(), at=NOW)
    again = filings.receive(
        replace(new, device_moment=NOW + timedelta(minutes=4)),
        by=builders.clerk(),
        at=NOW + timedelta(seconds=5),
    )
    assert (again, Filing.objects.get().clock_skew) == (filing, 180)
    assert builders.filing().clock_skew is None
