"""Who may come where: every address, every role, one's own office and another's."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from issuance.actions import case_files, connections, registrations
from issuance.domain.offices import HEADQUARTERS
from issuance.domain.staff import Role
from issuance.models import (
    AnswerDoubt,
    BackEntryBatch,
    Case,
    CaseAttachment,
    CaseBatch,
    FeedFetch,
    Filing,
    LedgerImport,
    LookDraw,
    MatchRun,
    Message,
    RegistrationAnswer,
    SecondLook,
    SystemLoss,
    User,
)
from issuance.permissions import DEEDS, Deed
from issuance.web.guards import deed
from tests import builders
from tests.builders import FAR_TOWN, NEIGHBOUR, NOW, TOWN, Counter
from tests.printing.test_letter import LETTER
from tests.web.conftest import LogIn

PUBLIC = {
    "api_docs", "api_verify", "healthz", "login", "openapi", "status_list", "trust_list", "verify", "verify_watch",
}  # fmt: skip
CITY, PROVINCE = "11110000", "11000000"
OF_AN_OFFICE = (
    "filing",
    "document",
    "paper",
    "certificate",
    "batch",
    "doubt",
    "case",
    "look",
    "book_void_check",
    "message",
)
NOT_OF_AN_OFFICE = {
    "filings", "filing_choose", "filing_new", "filing_paper_choose", "filing_paper_new", "filing_drill_choose",
    "filing_drill_new", "cases", "cases_compare", "cases_settled", "casebatches", "casebatch_new", "looks", "messages", "message_letters", "messages_posted",
}  # fmt: skip


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


GUARDED = sorted(str(pattern.name) for pattern in patterns() if pattern.name not in PUBLIC)
DEEDS_OF: dict[str, frozenset[Deed]] = {
    str(pattern.name): getattr(pattern.callback, "deeds", frozenset()) for pattern in patterns()
}


def scoped(name: str) -> bool:
    """Whether the address is one of a row that belongs to an office."""
    return name.startswith(OF_AN_OFFICE) and name not in NOT_OF_AN_OFFICE


def person_of(role: Role, office: str) -> User:
    return builders.person(role, HEADQUARTERS if role in (Role.HEADQUARTERS, Role.AUDITOR) else office, 7)


def _batch(at_counter: Counter) -> BackEntryBatch:
    return registrations.make_batch(
        at_counter.outage, office=at_counter.office, by=at_counter.supervisor, at=NOW
    )


def _doubt(filing: Filing) -> AnswerDoubt:
    answer = RegistrationAnswer.objects.create(filing=filing, code="0000", number="2", at=NOW)
    return AnswerDoubt.objects.create(answer=answer, filing=filing, number_before="1", opened_at=NOW)


def _fetch(at_counter: Counter) -> FeedFetch:
    return FeedFetch.objects.create(
        system=builders.system(),
        outage=at_counter.outage,
        file_kind="extract",
        since=NOW,
        until=NOW,
        next_try_at=NOW,
        asked_by=builders.headquarters_drafter(),
        asked_at=NOW,
    )


def _message(case: Case) -> Message:
    message = Message(
        case=case,
        office=case.document.office,
        occasion="revoked",
        audience="citizen",
        channel="letter",
        token="one",
        recipient_shown="홍*동",
        subject="임시확인서 취소 안내",
        drafted_by=builders.clerk(case.document.office_id),
        drafted_at=NOW,
    )
    message.seal("recipient", "홍길동")
    message.seal("body", json.dumps(LETTER.as_json(), ensure_ascii=False))
    message.save(force_insert=True)
    return message


def _import(at_counter: Counter) -> LedgerImport:
    return LedgerImport.objects.create(
        file_kind="extract",
        file_name="원부.csv",
        sha256="0" * 64,
        outage=at_counter.outage,
        state="staged",
        encoding="UTF-8",
        row_count=0,
        fault_count=0,
        imported_by=at_counter.supervisor,
        imported_at=NOW,
    )


def _loss() -> SystemLoss:
    return connections.note_loss(
        builders.system(),
        complete_until=NOW - timedelta(days=1),
        by=builders.headquarters_drafter(),
        at=NOW,
    )


def _match_run(at_counter: Counter) -> MatchRun:
    return MatchRun.objects.create(
        outage=at_counter.outage, office=at_counter.office, by=at_counter.supervisor, started_at=NOW
    )


def _case_batch(case: Case) -> CaseBatch:
    return CaseBatch.objects.create(
        office=case.document.office,
        verdict="match",
        decision="confirm",
        grounds="same",
        reason="원장과 같음",
        proposed_by=builders.supervisor(case.document.office_id),
        proposed_at=NOW,
    )


def _attachment(case: Case) -> CaseAttachment:
    by = builders.supervisor(case.document.office_id)
    return case_files.attach(case, title="", content=b"%PDF-1.7", by=by, at=NOW)


def _look(at_counter: Counter, case: Case) -> SecondLook:
    office = at_counter.office
    draw = LookDraw.objects.create(
        outage=at_counter.outage, office=office, stratum="matches", until=NOW, pool_size=1, count=1, at=NOW
    )
    return SecondLook.objects.create(draw=draw, case=case, office=office, above=builders.office("26350000"))


def addresses(at_counter: Counter) -> dict[str, str]:
    """The path of every guarded address, for rows of one office."""
    document = builders.issued_document(at_counter)
    filing, paper = document.filing, document.paper
    assert paper is not None
    certificate = builders.certificate(filing)
    case = Case.objects.create(document=document, verdict="match", opened_at=NOW)
    keys: dict[str, Any] = {
        "filing": filing.pk,
        "document": document.pk,
        "paper": paper.pk,
        "certificate": certificate.pk,
        "case": case.pk,
        "casebatch": _case_batch(case).pk,
        "look": _look(at_counter, case).pk,
        "outage": at_counter.outage.pk,
        "order": at_counter.order.pk,
        "delivery": builders.delivery(at_counter.order, builders.NEIGHBOUR).pk,
        "message": _message(case).pk,
        "batch": _batch(at_counter).pk,
        "doubt": _doubt(filing).pk,
        "registration": at_counter.outage.pk,
        "main": "resident",
        "fetch": _fetch(at_counter).pk,
        "loss": _loss().pk,
        "match": at_counter.outage.pk,
        "matchrun": _match_run(at_counter).pk,
        "cases": at_counter.outage.pk,
        "closing": f"{at_counter.outage.pk}-{at_counter.office.code}",
        "ledger": at_counter.outage.pk,
        "import": _import(at_counter).pk,
    }
    special: dict[str, list[Any]] = {
        "system_report": ["resident"],
        "case_attachment": [case.pk, _attachment(case).pk],
        "filing_new": ["RR01"],
        "filing_paper_new": ["RR01"],
        "filing_drill_new": ["RR01"],
        "order_new": [at_counter.outage.pk],
        "registration_group": [at_counter.outage.pk, "waiting"],
        "document_sources": [filing.pk],
        "document_prepare": [filing.pk, "2"],
        "book_void_check": [paper.pk],
        "closing_left": [f"{at_counter.outage.pk}-{at_counter.office.code}", "to_register"],
    }
    paths = {}
    for pattern in patterns():
        name = str(pattern.name)
        if name not in PUBLIC:
            wanted = pattern.pattern.converters
            paths[name] = reverse(
                name, args=special.get(name) or ([keys[name.split("_")[0]]] if wanted else [])
            )
    return paths


def test_every_view_names_its_deed_or_is_one_of_the_public_ones() -> None:
    nameless = {name for name, deeds in DEEDS_OF.items() if not deeds}
    assert nameless == PUBLIC


def test_a_public_view_is_public_and_no_other_is() -> None:
    open_ones = {
        str(pattern.name)
        for pattern in patterns()
        if getattr(pattern.callback, "login_required", True) is False
    }
    assert open_ones == PUBLIC


def test_a_stranger_is_sent_to_the_log_in_from_every_guarded_address(at_counter: Counter) -> None:
    paths = addresses(at_counter)
    outcomes = {name: Client().get(paths[name]) for name in GUARDED}
    assert {name: answer.status_code for name, answer in outcomes.items()} == dict.fromkeys(GUARDED, 302)
    assert {answer["Location"].split("?")[0] for answer in outcomes.values()} == {"/login/"}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_deed_sees_404_and_one_with_it_does_not(
    role: Role, at_counter: Counter, log_in: LogIn
) -> None:
    paths = addresses(at_counter)
    browser = log_in(person_of(role, TOWN))
    for name in GUARDED:
        allowed = bool(DEEDS_OF[name] & DEEDS[role])
        elsewhere = scoped(name) and role in (Role.HEADQUARTERS, Role.AUDITOR)
        status = browser.get(paths[name]).status_code
        assert (status != 404) is (allowed and not elsewhere), (name, status)


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.HEAD])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("own", "other"),
    [(TOWN, FAR_TOWN), (TOWN, NEIGHBOUR), (TOWN, CITY), (TOWN, PROVINCE), (CITY, TOWN)],
    ids=["far away", "beside", "above", "at the top", "below"],
)
def test_rows_of_another_office_are_not_there(
    own: str, other: str, role: Role, method: str, log_in: LogIn
) -> None:
    paths = addresses(builders.counter(own))
    browser = log_in(person_of(role, other))
    answers = {name: getattr(browser, method)(paths[name]).status_code for name in GUARDED if scoped(name)}
    assert answers == dict.fromkeys(answers, 404)


def test_an_order_is_seen_only_by_offices_that_it_reached(log_in: LogIn) -> None:
    outage = builders.declared_outage()
    order = builders.order_in_force(outage, scope=[builders.office(TOWN)])
    path = reverse("order", args=[order.pk])
    assert log_in(builders.clerk(TOWN)).get(path).status_code == 200
    assert log_in(builders.clerk(FAR_TOWN)).get(path).status_code == 404


def test_a_person_who_left_may_do_nothing() -> None:
    user = builders.clerk()
    user.is_active = False

    @deed(*DEEDS[Role.CLERK])
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("not reached")

    request = HttpRequest()
    request.user = user
    with pytest.raises(Http404):
        view(request)


def test_every_page_carries_the_strict_policy_and_is_stored_nowhere(clerk_browser: Client) -> None:
    answer = clerk_browser.get("/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert answer["Cache-Control"] == "no-store, private"


def test_pages_hold_no_inline_script_and_no_inline_style(clerk_browser: Client) -> None:
    pages = [clerk_browser.get(path).content for path in ("/", "/filings/", "/filings/new/", "/book/")]
    assert [
        (page.count(b"<script") - page.count(b"<script src="), b" style=" in page, b" onclick" in page)
        for page in pages
    ] == [(0, False, False)] * len(pages)
