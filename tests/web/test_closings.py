"""Closing on screen: what is missing as links to the rows, the signature, the nation's list and the statement."""

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from issuance.actions import closings, filings, reconciliation, registrations
from issuance.domain.closings import Matter
from issuance.models import AnswerDoubt, Document, OfficeClosing, Outage, RegistrationAnswer
from issuance.queries import closings as queries
from tests import builders, settling
from tests.actions.test_closings import CITY, REASON, ended, finished, own, restored_with_a_filing
from tests.builders import FAR_TOWN, NEIGHBOUR, NOW, TOWN
from tests.web.conftest import LogIn
from tests.web.pages import faults, said, text


def key(outage: Outage, code: str = TOWN) -> str:
    return f"{outage.pk}-{code}"


def links(page: str, path: str) -> list[str]:
    return re.findall(rf'href="({re.escape(path)}[^"]*)"', page)


def test_what_an_office_lacks_is_a_link_to_the_very_rows(log_in: LogIn) -> None:
    outage, filing = restored_with_a_filing()
    browser = log_in(builders.supervisor())
    path = reverse("closing", args=[key(outage)])
    page = browser.get(reverse("outage_closing", args=[outage.pk]), follow=True)
    assert page.redirect_chain == [(path, 302)]
    assert links(text(page), f"{path}left/") == [f"{path}left/to_register/"]
    rows = browser.get(f"{path}left/to_register/")
    assert links(text(rows), f"/filings/{filing.pk}") == [f"/filings/{filing.pk}/"]
    assert links(text(rows), f"/registrations/{outage.pk}") == [f"/registrations/{outage.pk}/"]
    assert filing.applicant_name not in text(rows)


@pytest.mark.parametrize("matter", Matter)
def test_every_matter_has_its_list(matter: Matter, log_in: LogIn) -> None:
    counter = builders.counter()
    builders.prepared_document(counter)
    builders.issued_document(counter)
    document = builders.handed_over(counter)
    settling.matching(document)
    answer = RegistrationAnswer.objects.create(filing=document.filing, code="0000", number="2", at=NOW)
    sent = builders.filing()
    registrations.make_batch(counter.outage, office=counter.office, by=counter.supervisor, at=NOW)
    ended(sent)
    AnswerDoubt.objects.create(answer=answer, filing=document.filing, number_before="1", opened_at=NOW)
    expected = {Matter.TO_REGISTER: 3}.get(matter, 1)
    for person in (builders.supervisor(), builders.clerk(), builders.headquarters_drafter()):
        page = log_in(person).get(reverse("closing_left", args=[key(counter.outage), matter]))
        assert (page.status_code, page.context["rows"].paginator.count) == (200, expected)
    assert queries.matters_at(counter.outage, TOWN)[matter] == expected


def test_a_matter_that_there_is_not_has_no_page(log_in: LogIn) -> None:
    outage, _ = restored_with_a_filing()
    path = reverse("closing_left", args=[key(outage), "everything"])
    assert log_in(builders.supervisor()).get(path).status_code == 404


def test_a_signature_is_refused_with_what_is_open_and_then_given(log_in: LogIn) -> None:
    outage, filing = restored_with_a_filing()
    browser, path = log_in(builders.supervisor()), f"/closings/{key(outage)}/"
    refused = browser.post(f"{path}sign/")
    assert (refused.status_code, faults(refused)) == (
        422,
        [
            "아직 끝나지 않은 일이 있어 마감할 수 없습니다: 등록이나 종결을 기다리는 접수 1건."
            " 목록에서 하나씩 끝낸 뒤 마감해 주세요."
        ],
    )
    ended(filing)
    done = browser.post(f"{path}sign/", follow=True)
    assert said(done) == ["마감했습니다. 합계가 서명과 함께 굳었습니다."]
    assert OfficeClosing.objects.get().state == "signed"
    taken_back = browser.post(f"{path}withdraw/", {"reason": "합계를 다시 보려고"}, follow=True)
    assert said(taken_back) == ["마감을 풀었습니다."]
    assert OfficeClosing.objects.get().state == "open"


def test_numbers_are_asked_for_again_by_the_page_itself(log_in: LogIn) -> None:
    outage, filing = restored_with_a_filing()
    browser, path = log_in(builders.clerk()), f"/closings/{key(outage)}/"
    assert f'data-hx-get="{path}"' in text(browser.get(path))
    ended(filing)
    piece = browser.get(path, headers={"HX-Request": "true"})
    assert text(piece).lstrip().startswith('<div id="closing-numbers"')
    assert (piece.context["left"], piece.context["total"].settled) == (0, 1)


def test_a_signature_that_something_new_has_overtaken_is_shown_so(log_in: LogIn) -> None:
    counter = finished()
    closings.sign(own(counter.outage), by=counter.supervisor, at=NOW)
    browser, path = log_in(counter.supervisor), f"/closings/{key(counter.outage)}/"
    assert browser.get(path).context["overtaken"] is False
    reconciliation.open_anew(Document.objects.get(), reason="본인이 알려 옴", by=counter.supervisor, at=NOW)
    assert browser.get(path).context["overtaken"] is True


def test_a_clerk_is_offered_no_signature_and_strangers_find_no_page(log_in: LogIn) -> None:
    counter = finished()
    path = f"/closings/{key(counter.outage)}/"
    assert log_in(counter.clerk).get(path).context["offers"] == []
    for stranger in (builders.supervisor(NEIGHBOUR), builders.head(FAR_TOWN), builders.clerk(CITY)):
        browser = log_in(stranger)
        assert [browser.get(path).status_code, browser.post(f"{path}sign/").status_code] == [404, 404]
        assert browser.get(f"{path}left/to_register/").status_code == 404
    for odd in ("x", "1", f"{counter.outage.pk}-99999999", f"999999-{TOWN}", f"{'9' * 30}-{TOWN}"):
        assert log_in(counter.supervisor).get(f"/closings/{odd}/").status_code == 404


def test_an_office_above_sees_those_below_and_signs_for_one_with_a_reason(log_in: LogIn) -> None:
    counter = finished()
    browser = log_in(builders.supervisor(CITY))
    page = browser.get(reverse("outage_offices", args=[counter.outage.pk]))
    assert [line["office"].pk for line in page.context["lines"]] == [TOWN, NEIGHBOUR]
    assert (page.context["progress"].signed, page.context["progress"].offices) == (0, 2)
    path = f"/closings/{key(counter.outage)}/"
    assert [offer.verb.name for offer in browser.get(path).context["offers"]] == ["sign_on_behalf"]
    short = browser.post(f"{path}sign-on-behalf/", {"reason": ""})
    assert short.status_code == 422
    done = browser.post(f"{path}sign-on-behalf/", {"reason": REASON}, follow=True)
    assert said(done) == ["대신 마감했습니다."]
    assert OfficeClosing.objects.get().signing == "behalf"


def test_headquarters_sees_who_has_not_signed_and_what_each_lacks(log_in: LogIn) -> None:
    outage, filing = restored_with_a_filing()
    browser = log_in(builders.headquarters_drafter())
    page = browser.get(reverse("outage_closing", args=[outage.pk]), follow=True)
    assert [(line["office"].pk, line["left"]) for line in page.context["lines"]] == [
        (TOWN, [(Matter.TO_REGISTER, 1)])
    ]
    path = reverse("outage_offices", args=[outage.pk])
    assert f'<a href="{path}?show=left">등록이나 종결을 기다리는 접수</a>' in text(
        browser.get(f"/outages/{outage.pk}/")
    )
    counts = {
        asked: browser.get(f"{path}?{asked}").context["rows"].paginator.count
        for asked in (
            "show=unsigned", "show=signed", "show=left", "show=", "show=left&region=26000000",
            "show=&region=11000000&name=청운", "show=&name=없는동", "show=odd",
        )
    }  # fmt: skip
    assert list(counts.values()) == [1, 0, 1, 1, 0, 1, 0, 1]
    ended(filing)
    assert browser.get(f"{path}?show=left").context["rows"].paginator.count == 0
    piece = browser.get(path, headers={"HX-Request": "true"})
    assert text(piece).lstrip().startswith('<div id="closing-lines"')


def test_the_list_of_outages_says_where_the_own_office_stands(log_in: LogIn) -> None:
    outage, _ = restored_with_a_filing()
    (row,) = log_in(builders.clerk()).get(reverse("closings")).context["rows"]
    assert (row["outage"], row["own"].state, row["left"], row["below"].offices) == (outage, "open", 1, 0)
    (row,) = log_in(builders.supervisor(CITY)).get(reverse("closings")).context["rows"]
    assert (row["own"], row["below"].offices) == (None, 1)
    (row,) = log_in(builders.headquarters_drafter()).get(reverse("closings")).context["rows"]
    assert (row["own"], row["below"].offices) == (None, 1)


def test_the_statement_and_its_rows_are_handed_out_once_the_outage_is_closed(log_in: LogIn) -> None:
    counter = finished()
    browser: Client = log_in(builders.headquarters_drafter())
    paths = [reverse(name, args=[counter.outage.pk]) for name in ("outage_statement", "outage_rows")]
    waiting = reverse("outage_offices", args=[counter.outage.pk])
    assert [browser.get(path)["Location"] for path in paths] == [waiting, waiting]
    builders.closed_outage(counter.outage)
    paper, rows = (browser.get(path) for path in paths)
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    book = load_workbook(io.BytesIO(b"".join(rows.streaming_content)))  # type: ignore[attr-defined]
    assert book.sheetnames == ["합계", "대장", "마감", "문서", "접수"]
    assert [cell.value for cell in book["합계"][2]][:4] == [
        TOWN,
        "서울특별시 종로구 청운효자동",
        "2026-11-23",
        "RR01",
    ]
    assert book["마감"].max_row == len(builders.OFFICES) + 1
    paper_row, filing_row = ([cell.value for cell in book[name][2]] for name in ("문서", "접수"))
    document = Document.objects.get()
    town = [TOWN, "서울특별시 종로구 청운효자동"]
    assert paper_row == [
        document.number, *town, "임시확인서", "주민등록표 등본", "2026-11-23 14:00:00", "확인 완료", None, "일치", "확인",
        None, None,
    ]  # fmt: skip
    assert filing_row == [
        filings.receipt_of(document.filing).serial, *town, "2026-11-23 13:58:00", "기타 종결(취하)", None, None
    ]  # fmt: skip
    assert [log_in(counter.supervisor).get(path).status_code for path in paths] == [404, 404]
    shown = browser.get(f"/outages/{counter.outage.pk}/")
    assert shown.context["progress_of_offices"].missing == 0


def test_what_is_opened_after_the_closing_stands_in_the_addendum(log_in: LogIn) -> None:
    counter = finished()
    outage = builders.closed_outage(counter.outage)
    case = reconciliation.open_anew(
        Document.objects.get(), reason="거짓 신청으로 드러남", by=counter.supervisor, at=NOW
    )
    own_page = log_in(counter.supervisor).get(f"/closings/{key(outage)}/")
    nation = log_in(builders.headquarters_drafter()).get(reverse("outage_offices", args=[outage.pk]))
    assert own_page.context["later"] == nation.context["later"] == [case]
    assert own_page.context["offers"] == []
    assert own_page.context["total"].confirmed == 1
