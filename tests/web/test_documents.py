"""A provisional document at the counter: prepared, approved, issued, handed over or spoiled."""

from django.test import Client
from pytest_django import Settings

from issuance.domain.documents import Source
from issuance.models import AccessRecord, Document
from tests import builders
from tests.builders import FACTS, Counter
from tests.web.conftest import LogIn
from tests.web.pages import beginning, faults, said, text


def _looks_at(document: Document) -> list[str]:
    records = AccessRecord.objects.filter(noun="document", subject=str(document.pk))
    return list(records.values_list("reason", flat=True))


def test_a_document_from_the_snapshot_is_issued_and_handed_over(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    builders.in_snapshot(filing)
    page = clerk_browser.get(f"/filings/{filing.pk}/documents/1/")
    assert page.context["facts"] == FACTS["RR01"]
    assert page.context["age"] == "12시간"
    clerk_browser.post(f"/filings/{filing.pk}/documents/1/", {"beginning": beginning(page)})
    document = Document.objects.get()
    assert [
        offer.verb.name for offer in clerk_browser.get(f"/documents/{document.pk}/").context["offers"]
    ] == [
        "issue",
        "withdraw",
    ]
    clerk_browser.post(f"/documents/{document.pk}/issue/")
    clerk_browser.post(f"/documents/{document.pk}/issue/")
    document = Document.objects.select_related("paper").get()
    assert document.paper is not None
    assert clerk_browser.get(f"/papers/{document.paper.pk}.pdf").content.startswith(b"%PDF-")
    clerk_browser.post(f"/documents/{document.pk}/hand-over/")
    assert Document.objects.get().state == "handed_over"
    assert filing.papers.filter(series="P").count() == 1


def test_a_document_from_paper_waits_for_a_supervisor(
    at_counter: Counter, clerk_browser: Client, supervisor_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    path = f"/filings/{filing.pk}/documents/2/"
    form = {f"fact_{number}": value for number, value in enumerate(FACTS["RR01"].values())}
    form |= {
        "beginning": beginning(clerk_browser.get(path)),
        "as_of": "2026-11-02T10:00",
        "source_note": "세대별 주민등록표",
    }
    for _ in range(2):
        clerk_browser.post(path, form)
    document = Document.objects.get()
    refused = clerk_browser.post(f"/documents/{document.pk}/issue/")
    assert faults(refused) == ["팀장 결재가 필요한 서류입니다. 결재를 올리고 승인된 뒤 발급해 주세요."]
    clerk_browser.post(f"/documents/{document.pk}/submit/")
    waiting = {heap.title: heap.count for heap in supervisor_browser.get("/").context["waiting"]}
    assert waiting["결재할 서류"] == 1
    supervisor_browser.post(f"/documents/{document.pk}/approve/")
    done = clerk_browser.post(f"/documents/{document.pk}/issue/", follow=True)
    assert said(done)[-1] == "발급했습니다. 인쇄해서 확인한 뒤 교부해 주세요."


def test_a_supervisor_sees_the_whole_document_and_leaves_a_record(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    document = builders.awaiting_document(at_counter)
    page = supervisor_browser.get(f"/documents/{document.pk}/")
    assert page.context["facts"] == FACTS["RR01"]
    assert _looks_at(document) == ["opening", "approval"]


def test_opening_a_document_that_was_given_leaves_a_record_and_counts_against_the_budget(
    at_counter: Counter, clerk_browser: Client, settings: Settings
) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    first, second = builders.handed_over(at_counter), builders.handed_over(at_counter)
    assert clerk_browser.get(f"/documents/{first.pk}/").status_code == 200
    assert clerk_browser.get(f"/filings/{first.filing_id}/").status_code == 200
    refused = clerk_browser.get(f"/documents/{second.pk}/")
    assert refused.status_code == 422
    assert "10분 동안 조회할 수 있는 건수(1건)를 넘었습니다" in text(refused)
    assert (_looks_at(first)[-1], "opening" in _looks_at(second)) == ("opening", False)


def test_issuing_and_what_follows_cost_one_look(
    at_counter: Counter, clerk_browser: Client, settings: Settings
) -> None:
    settings.IEUM_LOOKUP_BUDGET = 1
    document = builders.prepared_document(at_counter)
    for address in (f"/filings/{document.filing_id}/", f"/documents/{document.pk}/"):
        assert clerk_browser.get(address).status_code == 200
    done = clerk_browser.post(f"/documents/{document.pk}/issue/", follow=True)
    assert (done.status_code, said(done)) == (200, ["발급했습니다. 인쇄해서 확인한 뒤 교부해 주세요."])


def test_a_reason_too_short_is_refused_at_its_field_with_the_words_kept(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    document = builders.awaiting_document(at_counter)
    answer = supervisor_browser.post(f"/documents/{document.pk}/send-back/", {"words": "짧음"})
    assert answer.status_code == 422
    assert faults(answer) == ["사유: 사유를 다섯 글자 이상 적어 주세요."]
    assert 'value="짧음"' in text(answer)


def test_a_document_that_came_back_says_why(
    at_counter: Counter, clerk_browser: Client, supervisor_browser: Client
) -> None:
    document = builders.awaiting_document(at_counter)
    supervisor_browser.post(f"/documents/{document.pk}/send-back/", {"words": "세대원 한 사람이 빠졌습니다"})
    page = clerk_browser.get(f"/documents/{document.pk}/")
    assert "결재에서 돌아왔습니다: 세대원 한 사람이 빠졌습니다" in text(page)
    assert [offer.verb.name for offer in page.context["offers"]] == ["submit", "withdraw"]


def test_the_one_who_prepared_does_not_approve(at_counter: Counter, supervisor_browser: Client) -> None:
    by_supervisor = Counter(
        at_counter.supervisor, at_counter.supervisor, at_counter.outage, at_counter.order, at_counter.delivery
    )
    document = builders.awaiting_document(by_supervisor)
    answer = supervisor_browser.post(f"/documents/{document.pk}/approve/")
    assert faults(answer) == ["서류를 작성한 사람은 결재할 수 없습니다. 다른 담당자가 처리해 주세요."]


def test_a_spoiled_paper_keeps_its_number_in_the_book(at_counter: Counter, clerk_browser: Client) -> None:
    document = builders.issued_document(at_counter)
    clerk_browser.post(
        f"/documents/{document.pk}/void/", {"reason": "spoiled", "words": "토너가 모자라 흐립니다"}
    )
    book = clerk_browser.get("/book/", {"day": "2026-11-23"})
    assert [(line.series_label, line.state, line.applicant) for line in book.context["lines"]] == [
        ("접수증", "유효", "홍*동"),
        ("임시확인서", "폐기", "홍*동"),
    ]
    assert [
        (total.label, total.numbers, total.papers, total.voided) for total in book.context["book"].totals
    ] == [
        ("접수증", 1, 1, 0),
        ("전산장애 사실확인서", 0, 0, 0),
        ("임시확인서", 1, 0, 1),
        ("정정 통지서", 0, 0, 0),
    ]


def test_buttons_are_what_the_machine_allows(at_counter: Counter, clerk_browser: Client) -> None:
    document = builders.handed_over(at_counter)
    assert clerk_browser.get(f"/documents/{document.pk}/").context["offers"] == []
    answer = clerk_browser.post(
        f"/documents/{document.pk}/void/", {"reason": "spoiled", "words": "이미 교부한 서류입니다"}
    )
    assert faults(answer) == [
        "지금 상태(교부)에서는 할 수 없는 일입니다. 화면을 새로 열어 상태를 확인해 주세요."
    ]


def test_a_proxy_is_told_why_there_is_no_document_and_what_there_is(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk, relation="proxy")
    page = clerk_browser.get(f"/filings/{filing.pk}/")
    assert page.context["against"].code == "only_in_person"
    assert f"/filings/{filing.pk}/documents/" not in text(page)


def test_who_is_not_in_the_snapshot_is_told_to_use_another_source(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    page = clerk_browser.get(f"/filings/{filing.pk}/documents/{Source.SNAPSHOT}/")
    assert page.context["refused"] == [
        "지역사본에 없는 사람(필지)입니다. 종이대장이나 제시된 원본으로 작성해 주세요."
    ]


def test_what_the_applicant_declares_is_no_source(at_counter: Counter, clerk_browser: Client) -> None:
    filing = builders.filing(by=at_counter.clerk)
    assert clerk_browser.get(f"/filings/{filing.pk}/documents/5/").status_code == 404


def test_an_address_of_a_verb_leads_back_to_its_page(at_counter: Counter, clerk_browser: Client) -> None:
    document = builders.issued_document(at_counter)
    answer = clerk_browser.get(f"/documents/{document.pk}/void/")
    assert (answer.status_code, answer["Location"]) == (302, f"/documents/{document.pk}/")


def test_issuing_waits_for_the_office_to_have_read_the_order(log_in: LogIn) -> None:
    order = builders.order_in_force(builders.declared_outage())
    filing = builders.filing()
    builders.in_snapshot(filing)
    browser = log_in(filing.taken_by)
    path = f"/filings/{filing.pk}/documents/1/"
    browser.post(path, {"beginning": beginning(browser.get(path))})
    document = Document.objects.get(order=order)
    answer = browser.post(f"/documents/{document.pk}/issue/")
    assert faults(answer) == [
        "우리 사무소가 아직 지침을 확인하지 않아 임시확인서를 낼 수 없습니다."
        " 첫 화면에서 지침을 읽고 ‘확인’을 눌러 주세요."
    ]
    assert filing.papers.filter(series="P").count() == 0


def test_a_fact_read_elsewhere_names_its_own_source_and_all_three_of_it(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    path = f"/filings/{filing.pk}/documents/2/"
    form = {f"fact_{number}": value for number, value in enumerate(FACTS["RR01"].values())}
    form |= {
        "beginning": beginning(clerk_browser.get(path)),
        "as_of": "2026-11-02T10:00",
        "source_note": "세대별 주민등록표",
        "fact_3_source": "4",
    }
    refused = clerk_browser.post(path, form)
    words = "‘전입일’ 칸만 다른 자료를 보았으면 세 칸을 모두 적어 주세요."
    assert sorted(faults(refused)) == [f"전입일의 근거 문서: {words}", f"전입일의 기준일시: {words}"]
    assert '<details class="more" open>' in text(refused)
    form |= {"fact_3_as_of": "2026-11-20T09:00", "fact_3_note": "11월 20일 발급 초본"}
    clerk_browser.post(path, form)
    document = Document.objects.get()
    page = text(clerk_browser.get(f"/documents/{document.pk}/"))
    assert (document.source, sorted(document.fact_sources)) == ("4", ["세대원", "세대주", "주소"])
    assert "종이대장 · 세대별 주민등록표 · 2026. 11. 2. 10:00 기준" in page


def test_a_fee_is_waived_where_the_clerk_says_on_which_law(
    at_counter: Counter, clerk_browser: Client
) -> None:
    filing = builders.filing(by=at_counter.clerk)
    builders.in_snapshot(filing)
    path = f"/filings/{filing.pk}/documents/1/"
    page = clerk_browser.get(path)
    basis = "국민기초생활 수급자 (주민등록법 시행규칙 §18①)"
    assert basis in text(page)
    clerk_browser.post(path, {"beginning": beginning(page), "waiver": basis})
    shown = text(clerk_browser.get(f"/documents/{Document.objects.get().pk}/"))
    assert f"0원 (면제 400원, {basis})" in shown
