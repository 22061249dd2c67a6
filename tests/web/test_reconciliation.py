"""Cases on screen: compared, proposed by one person, decided by another."""

import re
from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from issuance.actions import second_looks, settlements
from issuance.models import AccessRecord, Case, CaseBatch, CorrectionNotice, Document, SecondLook
from tests import builders
from tests.actions.cases import BIRTH, EFFECT, HIDDEN, entry_of, mistyped, opened, settled
from tests.builders import NOW, Counter
from tests.web.conftest import LogIn
from tests.web.pages import faults, said, text

REVOKE = {"decision": "revoke", "grounds": "not_in_ledger", "reason": "원장에 없는 사람입니다"}
CORRECT = {"decision": "correct", "grounds": "official_stands", "reason": "정식 서류가 나갔습니다"}


@pytest.fixture
def second(log_in: LogIn) -> Client:
    return log_in(builders.supervisor(number=2))


@pytest.fixture
def above(log_in: LogIn) -> Client:
    """Headquarters, since nobody of the offices between can log in."""
    return log_in(builders.headquarters_approver())


@pytest.fixture
def case(at_counter: Counter) -> Case:
    """A paper of which the ledger knows nothing."""
    document: Document = builders.handed_over(at_counter)
    return Case.objects.create(document=document, verdict="not_found", opened_at=NOW)


def test_comparing_without_the_ledger_says_what_to_bring_in_first(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    answer = supervisor_browser.post(f"/cases/compare/{at_counter.outage.pk}/", follow=True)
    assert said(answer) == ["원부 추출과 교부대장을 먼저 불러와 주세요."]


def test_one_person_proposes_and_another_decides(
    case: Case, supervisor_browser: Client, second: Client, above: Client
) -> None:
    page = supervisor_browser.get(f"/cases/{case.pk}/")
    assert [row.fact for row in page.context["evidence"]] == ["성명", "주소", "세대주", "세대원", "전입일"]
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE)
    own = second.post(f"/cases/{case.pk}/decide/")
    assert faults(own) == [
        "이 처리안은 행정안전부 재난안전대책본부에서 결정합니다. 그 기관의 담당자에게 알려 주세요."
    ]
    above.post(f"/cases/{case.pk}/decide/")
    case.refresh_from_db()
    assert case.state == "decided"


def test_a_proposal_that_was_changed_since_the_page_was_opened_is_not_decided(
    case: Case, supervisor_browser: Client, above: Client
) -> None:
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE)
    seen = seen_by(above, case)
    supervisor_browser.post(f"/cases/{case.pk}/take-back/")
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE | {"reason": "거짓 신청으로 보입니다"})
    stale = above.post(f"/cases/{case.pk}/decide/", {"seen": seen})
    assert faults(stale) == ["그 사이 다른 사람이 먼저 처리했습니다. 화면을 새로 열어 상태를 확인해 주세요."]
    case.refresh_from_db()
    assert case.state == "proposed"
    above.post(f"/cases/{case.pk}/decide/", {"seen": seen_by(above, case)})
    case.refresh_from_db()
    assert case.state == "decided"


def seen_by(browser: Client, case: Case) -> str:
    """What the button to decide sends along."""
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_who_proposed_is_refused_in_words(case: Case, supervisor_browser: Client) -> None:
    Case.objects.filter(pk=case.pk).update(official_number="정-1", issued_entry=builders.official_issue(case))
    supervisor_browser.post(f"/cases/{case.pk}/propose/", CORRECT)
    own = supervisor_browser.post(f"/cases/{case.pk}/decide/")
    assert faults(own) == ["처리안을 올린 사람은 결정할 수 없습니다. 다른 담당자가 처리해 주세요."]


def test_a_decision_is_taken_back_while_it_is_on_hold_and_not_after(
    case: Case, supervisor_browser: Client, above: Client
) -> None:
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE)
    above.post(f"/cases/{case.pk}/decide/")
    assert verbs(above, case) == ["withdraw_decision", "note"]
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        assert verbs(above, case) == ["note"]
        late = above.post(f"/cases/{case.pk}/withdraw-decision/")
        assert faults(late) == [
            "보류 시간이 지나 결정을 거둘 수 없습니다. 새 대조 건으로만 바꿀 수 있습니다."
        ]
    above.post(f"/cases/{case.pk}/withdraw-decision/")
    case.refresh_from_db()
    assert case.state == "open"


def verbs(browser: Client, case: Case) -> list[str]:
    return [offer.verb.name for offer in browser.get(f"/cases/{case.pk}/").context["offers"]]


def test_a_proposal_is_sent_back_with_words(case: Case, supervisor_browser: Client, above: Client) -> None:
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE)
    above.post(f"/cases/{case.pk}/send-back/", {"words": "동명이인인지 먼저 확인해 주세요"})
    case.refresh_from_db()
    assert (case.state, case.reason) == ("returned", "동명이인인지 먼저 확인해 주세요")


def test_a_decision_that_does_not_fit_is_refused_and_the_reason_kept(
    case: Case, supervisor_browser: Client
) -> None:
    answer = supervisor_browser.post(
        f"/cases/{case.pk}/propose/",
        {"decision": "confirm", "grounds": "same", "reason": "그대로 두면 됩니다"},
    )
    assert faults(answer) == [
        "처리: 원장과 다르거나 원장에 없어 그대로 확인할 수 없습니다. 정정이나 취소를 골라 주세요."
    ]
    (offer,) = [offer for offer in answer.context["offers"] if offer.verb.name == "propose"]
    assert offer.form["reason"].value() == "그대로 두면 됩니다"


def offered(browser: Client, path: str, verb: str) -> tuple[list[str], list[str]]:
    """The decisions that a verb's form shows, and the heads under which it shows grounds."""
    (offer,) = [one for one in browser.get(path).context["offers"] if one.verb.name == verb]
    return shown_by(offer.form)


def shown_by(form: forms.Form) -> tuple[list[str], list[str]]:
    decisions = [choice.data["value"] for choice in form["decision"]]
    heads = re.findall(r'<optgroup label="([^"]+)">', str(form["grounds"]))
    return decisions, heads


def test_only_what_the_case_can_carry_is_offered(
    case: Case, supervisor_browser: Client, above: Client
) -> None:
    path = f"/cases/{case.pk}/"
    assert offered(supervisor_browser, path, "propose") == (
        ["revoke", "refer", "ask"],
        ["취소", "감사 의뢰", "본인 확인 요청"],
    )
    supervisor_browser.post(f"{path}propose/", REVOKE)
    assert offered(above, path, "overrule") == (["refer", "ask"], ["감사 의뢰", "본인 확인 요청"])
    keep = above.post(f"{path}overrule/", REVOKE | {"decision": "keep", "grounds": "first_was_right"})
    assert faults(keep) == [
        "처리: ‘그대로 둠’은 이미 끝난 문서의 새 대조 건에만 씁니다. 확인, 정정, 취소 가운데 하나를 골라 주세요."
    ]


def test_a_paper_that_ended_is_offered_what_may_still_become_of_it(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    done = settled(opened(at_counter))
    supervisor_browser.post(f"/cases/{done.pk}/open-anew/", {"words": "이의 신청이 들어옴"})
    new = Case.objects.latest("pk")
    decisions, _ = offered(supervisor_browser, f"/cases/{new.pk}/", "propose")
    assert decisions == ["keep", "revoke", "refer", "ask"]


@pytest.mark.parametrize(
    ("verdict", "differing", "decisions"),
    [
        ("match", [], ["confirm", "revoke"]),
        ("differs", ["주소"], ["correct", "revoke"]),
        ("not_found", [], ["revoke"]),
    ],
)
def test_a_batch_is_offered_what_its_cases_can_carry(
    verdict: str, differing: list[str], decisions: list[str], at_counter: Counter, supervisor_browser: Client
) -> None:
    for _ in range(2):
        document = builders.handed_over(at_counter)
        entry = entry_of(document) if verdict != "not_found" else None
        opened(at_counter, verdict, document=document, entry=entry, differing=differing)
    page = supervisor_browser.get("/cases/batches/new/", {"verdict": verdict, "differing": differing})
    assert shown_by(page.context["form"])[0] == decisions


def test_who_had_a_hand_in_the_paper_is_told_so_and_offered_no_decision(
    at_counter: Counter, supervisor_browser: Client, second: Client, log_in: LogIn
) -> None:
    document = builders.handed_over(at_counter, kind="WF01")
    case = opened(at_counter, "not_found", document=document)
    ask = {"decision": "ask", "grounds": "which_person", "reason": "어느 분인지 물어봄"}
    second.post(f"/cases/{case.pk}/propose/", ask)
    assert verbs(supervisor_browser, case) == ["note"]
    page = text(supervisor_browser.get(f"/cases/{case.pk}/"))
    assert "그 서류를 결재한 사람은 결정할 수 없습니다. 다른 담당자가 처리해 주세요." in page
    assert verbs(second, case) == ["take_back", "note"]
    third = log_in(builders.supervisor(number=3))
    assert verbs(third, case) == ["decide", "send_back", "overrule", "note"]


def test_each_count_leads_to_as_many_rows(
    at_counter: Counter, supervisor_browser: Client, second: Client
) -> None:
    returned, above, late = (opened(at_counter, "not_found") for _ in range(3))
    Case.objects.filter(pk=late.pk).update(due_on=NOW.date() - timedelta(days=1))
    ask = {"decision": "ask", "grounds": "which_person", "reason": "어느 분인지 물어봄"}
    supervisor_browser.post(f"/cases/{returned.pk}/propose/", ask)
    second.post(f"/cases/{returned.pk}/send-back/", {"words": "먼저 전화해 주세요"})
    supervisor_browser.post(f"/cases/{above.pk}/propose/", REVOKE)
    page = supervisor_browser.get("/cases/")
    links = re.findall(r'<dd><a href="([^"]+)">(\d+)</a></dd>', text(page))
    assert [count for _, count in links] == ["3", "2", "0", "0", "0", "3", "1"]
    for address, count in links:
        assert supervisor_browser.get(f"/cases/{address}").context["rows"].paginator.count == int(count)


def test_urgent_filings_come_first_and_all_are_counted(
    at_counter: Counter, supervisor_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("RR01", "FL01", "FL08")
    for minutes, code in enumerate(kinds):
        at = NOW + timedelta(minutes=minutes)
        builders.filing(kind=code, by=at_counter.clerk, begun_at=at, at=at)
    builders.restored_outage(at_counter.outage)
    page = supervisor_browser.get("/cases/")
    assert [row.kind.code for row in page.context["filings"]] == [*reversed(kinds)]
    monkeypatch.setattr("issuance.web.views.reconciliation.FILINGS_SHOWN", 2)
    page = supervisor_browser.get("/cases/")
    assert (len(page.context["filings"]), "등록을 기다리는 접수 3건" in text(page)) == (2, True)


def test_cases_and_unregistered_filings_stand_on_one_page(case: Case, supervisor_browser: Client) -> None:
    builders.restored_outage(case.document.order.outage)
    page = supervisor_browser.get("/cases/")
    assert [row.pk for row in page.context["rows"]] == [case.pk]
    assert [row.pk for row in page.context["filings"]] == [case.document.filing_id]


def test_the_queue_is_filtered_by_its_address_and_counts_stand_above_it(
    case: Case, supervisor_browser: Client
) -> None:
    for query, count in (("", 1), ("?verdict=match", 0), ("?whose=mine", 0), ("?state=open&urgency=4", 1)):
        page = supervisor_browser.get(f"/cases/{query}")
        assert (page.status_code, len(page.context["rows"])) == (200, count)
    for query, count in (("?kind=RR01", 1), ("?kind=LD02", 0), (f"?office={builders.NEIGHBOUR}", 1)):
        page = supervisor_browser.get(f"/cases/{query}")
        assert len(page.context["rows"]) == count
    assert list(page.context["filters"].fields["kind"].choices) == [
        ("", "모두"),
        ("RR01", case.document.kind.name),
    ]
    kept = supervisor_browser.get("/cases/?kind=LD02")
    assert '<option value="LD02" selected>' in text(kept)
    hostile = supervisor_browser.get("/cases/?urgency=x&verdict=<script>&page=-3&differing='")
    assert (hostile.status_code, b"<script>&" in hostile.content) == (200, False)
    assert page.context["counts"]["waiting"] == 1


def test_headquarters_chooses_an_office_by_its_name_and_keeps_the_address(
    case: Case, supervisor_browser: Client, log_in: LogIn
) -> None:
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE)
    headquarters = log_in(builders.headquarters_approver())
    found = [len(headquarters.get(f"/cases/?office={words}").context["rows"]) for words in ("청운", "해운대")]
    assert found == [1, 0]
    page = text(headquarters.get("/cases/?office=청운&kind=RR01"))
    assert ('name="office" value="청운"' in page, '<option value="RR01" selected>' in page) == (True, True)
    assert 'name="office"' not in text(supervisor_browser.get("/cases/"))


def test_a_case_is_assigned_noted_and_given_an_attachment(case: Case, supervisor_browser: Client) -> None:
    supervisor = builders.supervisor(case.document.office_id)
    supervisor_browser.post(f"/cases/{case.pk}/assign/", {"to": supervisor.pk})
    supervisor_browser.post(f"/cases/{case.pk}/note/", {"words": "전화로 물어봄"})
    scan = SimpleUploadedFile("확인서.pdf", b"%PDF-1.7 scan", content_type="application/pdf")
    supervisor_browser.post(f"/cases/{case.pk}/attach/", {"title": "확인서 사본", "file": scan})
    page = supervisor_browser.get(f"/cases/{case.pk}/")
    assert page.context["case"].assigned_to == supervisor
    assert [note.words for note in page.context["notes"]] == ["전화로 물어봄"]
    (row,) = page.context["attachments"]
    answer = supervisor_browser.get(f"/cases/{case.pk}/attachments/{row.pk}/")
    assert (answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        b"%PDF-1.7 scan", "application/pdf", "nosniff",
    )  # fmt: skip
    wrong = SimpleUploadedFile("a.html", b"<script>", content_type="text/html")
    refused = supervisor_browser.post(f"/cases/{case.pk}/attach/", {"title": "", "file": wrong})
    assert (refused.status_code, case.attachments.count()) == (422, 1)
    stranger = builders.supervisor(builders.NEIGHBOUR)
    assert supervisor_browser.post(f"/cases/{case.pk}/assign/", {"to": stranger.pk}).status_code == 404
    assert supervisor_browser.post(f"/cases/{case.pk}/assign/", {"to": "1 OR 1"}).status_code == 404


def test_a_colleague_takes_a_case_over_with_a_reason(
    case: Case, supervisor_browser: Client, second: Client
) -> None:
    supervisor_browser.post(f"/cases/{case.pk}/assign/", {"to": builders.supervisor().pk})
    shown = supervisor_browser.get(f"/cases/{case.pk}/").context["colleagues"]
    assert (builders.supervisor() in shown, builders.supervisor(number=2) in shown) == (False, True)
    answer = second.post(f"/cases/{case.pk}/assign/", {"to": builders.supervisor(number=2).pk}, follow=True)
    assert said(answer) == ["담당1 님이 맡은 건입니다. 사유를 적고 ‘넘겨받기’를 눌러 주세요."]
    second.post(f"/cases/{case.pk}/take-over/", {"words": "담당자가 휴가임"})
    case.refresh_from_db()
    assert case.assigned_to == builders.supervisor(number=2)


def test_a_candidate_is_read_before_its_score_and_picked_with_a_reason(
    case: Case, supervisor_browser: Client
) -> None:
    entry = entry_of(case.document)
    fields = [
        {"name": "성명", "agreement": "same", "weight": 11.0, "words": "같음"},
        {"name": "주소", "agreement": "different", "weight": -2.0, "words": "다름(이사했을 수 있음)"},
    ]
    case.candidates = [{"entry": str(entry.pk), "score": 0.93, "fields": fields}]
    case.save(update_fields=("candidates",))
    page = text(supervisor_browser.get(f"/cases/{case.pk}/"))
    assert (
        0
        < page.index("왜 비슷한지")
        < page.index("<td>11</td>")
        < page.index("<td>-2</td>")
        < page.index("임시확인서와 이 원장 행")
        < page.index("점수 합 9 · 다른 후보를 빼고 보면 맞을 가능성 93%")
    )
    short = supervisor_browser.post(f"/cases/{case.pk}/pick/", {"entry": str(entry.pk), "reason": "맞음"})
    assert (short.status_code, 'name="reason" value="맞음"' in text(short)) == (422, True)
    assert all(f'id="{place}"' in text(short) for place in re.findall(r'<li><a href="#([^"]+)"', text(short)))
    assert (
        supervisor_browser.post(f"/cases/{case.pk}/pick/", {"entry": "x", "reason": "맞는 행임"}).status_code
        == 404
    )
    supervisor_browser.post(f"/cases/{case.pk}/pick/", {"entry": str(entry.pk), "reason": "맞는 행임"})
    case.refresh_from_db()
    assert (case.verdict, case.entry) == ("match", entry)


def test_a_paper_with_a_mistyped_birth_date_is_brought_to_its_end_on_the_page(
    at_counter: Counter, supervisor_browser: Client, second: Client
) -> None:
    case = mistyped(at_counter, {"number": BIRTH})
    address = f"/cases/{case.pk}/"
    correct = {"decision": "correct", "grounds": "copied_wrong", "reason": "생년월일을 잘못 적음"}
    page = text(supervisor_browser.get(address))
    assert ("이 번호의 원장 행이 없습니다" in page, "고르기 전" in page, "850320-9******" in page) == (
        True,
        True,
        True,
    )
    refused = supervisor_browser.post(f"{address}propose/", correct)
    assert refused.status_code == 422
    assert "맞는 행에서 ‘이 행이 맞음’을 먼저 눌러" in text(refused)
    supervisor_browser.post(
        f"{address}pick/", {"entry": case.candidates[0]["entry"], "reason": "두 자리를 바꿔 적음"}
    )
    page = text(supervisor_browser.get(address))
    assert "문서에 나온 주민등록번호가 원장과 다릅니다" in page
    assert "‘확인’은 지금 올릴 수 없습니다." in page
    assert ("지금 맞춰 본 행" in page, "이 행이 맞음" in page) == (True, False)
    supervisor_browser.post(f"{address}propose/", correct)
    second.post(f"{address}decide/")
    case.refresh_from_db()
    assert (case.state, case.decision) == ("decided", "correct")
    settlements.settle(case, at=EFFECT)
    page = text(second.get(address))
    notice = CorrectionNotice.objects.get(document=case.document)
    assert (f"{notice.paper.serial}(PDF, 새 창)" in page, "같은 사람이면 정정합니다" in page) == (True, False)


def test_digits_that_paper_masks_are_no_difference_and_the_page_says_so(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    case = mistyped(at_counter, {"number": HIDDEN})
    page = text(supervisor_browser.get(f"/cases/{case.pk}/"))
    assert case.verdict == "match"
    assert "문서에서 가린 자리만 원장과 다릅니다" in page
    assert ("가린 자리가 다름" in page, "다른 번호" in page) == (True, False)


def test_whose_number_it_is_under_another_name_is_pointed_out(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    case = mistyped(at_counter, {"name": "김영희"}, {"number": "6011229765432"})
    assert "이 번호는 원장에서 성명이 다릅니다" in text(supervisor_browser.get(f"/cases/{case.pk}/"))


def test_a_question_outside_is_decided_answered_and_proposed_anew(
    case: Case, supervisor_browser: Client, second: Client
) -> None:
    ask = {"decision": "ask", "grounds": "which_person", "reason": "어느 홍길동인지 확인"}
    supervisor_browser.post(f"/cases/{case.pk}/propose/", ask)
    second.post(f"/cases/{case.pk}/decide/")
    assert verbs(supervisor_browser, case) == ["propose", "answer", "note"]
    supervisor_browser.post(f"/cases/{case.pk}/answer/", {"words": "본인이 창구에 옴"})
    assert verbs(supervisor_browser, case) == ["propose", "note"]
    assert "본인이 창구에 옴" in text(supervisor_browser.get(f"/cases/{case.pk}/"))


def test_the_paper_stands_in_the_page_and_headquarters_sees_only_what_it_decides(
    case: Case, supervisor_browser: Client, above: Client
) -> None:
    paper = f"/cases/{case.pk}/paper.pdf"
    answer = supervisor_browser.get(paper)
    assert (answer["Content-Type"], answer["X-Frame-Options"]) == ("application/pdf", "SAMEORIGIN")
    assert [above.get(path).status_code for path in (paper, f"/cases/{case.pk}/")] == [404, 404]
    supervisor_browser.post(f"/cases/{case.pk}/propose/", REVOKE)
    assert [above.get(path).status_code for path in (paper, f"/cases/{case.pk}/")] == [200, 200]
    assert [row.pk for row in above.get("/cases/").context["rows"]] == [case.pk]


def test_an_ended_paper_is_found_by_its_number_and_opened_anew(
    case: Case, supervisor_browser: Client
) -> None:
    Case.objects.filter(pk=case.pk).update(verdict="match")
    done = settled(Case.objects.get(pk=case.pk))
    assert done.document.paper is not None
    page = supervisor_browser.get(f"/cases/settled/?number={done.document.paper.serial[-6:]}")
    assert [row.pk for row in page.context["rows"]] == [done.pk]
    answer = supervisor_browser.post(f"/cases/{done.pk}/open-anew/", {"words": "이의 신청이 들어옴"})
    new = Case.objects.latest("pk")
    assert (answer["Location"], new.follows) == (f"/cases/{new.pk}/", done)


def test_equal_cases_are_proposed_and_decided_together_after_a_look_at_the_sample(
    at_counter: Counter, supervisor_browser: Client, second: Client
) -> None:
    for _ in range(6):
        opened(at_counter)
    assert supervisor_browser.get("/cases/batches/new/?verdict=differs").status_code == 422
    assert supervisor_browser.get("/cases/batches/new/?verdict=match").context["group"].count == 6
    form = {"verdict": "match", "decision": "confirm", "grounds": "same", "reason": "원장과 모두 같음"}
    supervisor_browser.post("/cases/batches/new/", form)
    batch = CaseBatch.objects.get()
    path = f"/cases/batches/{batch.pk}/"
    own = supervisor_browser.post(f"{path}draw-sample/")
    assert faults(own) == ["처리안을 올린 사람은 결정할 수 없습니다. 다른 담당자가 처리해 주세요."]
    second.post(f"{path}draw-sample/")
    early = second.post(f"{path}decide/")
    assert faults(early) == ["표본 5건을 아직 열어 보지 않았습니다. 표본을 모두 살펴본 뒤 결정해 주세요."]
    sample = [one.case_id for one in second.get(path).context["sample"]]
    pages = [second.get(f"/cases/{sample[0]}/")]
    while unseen := pages[-1].context["unseen"]:
        pages.append(second.get(f"/cases/{unseen.case_id}/"))
    assert [page.context["case"].pk for page in pages] == sample
    assert f'<a href="{path}" accesskey="x">묶음으로' in text(pages[-1])
    second.post(f"{path}decide/")
    assert [(one.value, count) for one, count in second.get(path).context["counts"]] == [("decided", 6)]
    assert [row.pk for row in second.get("/cases/batches/").context["rows"]] == [batch.pk]


def test_a_second_look_is_taken_blind_and_shows_the_first_afterwards(
    at_counter: Counter, supervisor_browser: Client, log_in: LogIn
) -> None:
    done = settled(opened(at_counter))
    second_looks.draw(at_counter.outage, at_counter.office, at=EFFECT + timedelta(hours=1))
    look = SecondLook.objects.get()
    look_taker = builders.supervisor(number=5)
    path, fresh = f"/second-looks/{look.pk}/", log_in(look_taker)
    own, free = supervisor_browser.get(path), fresh.get(path)
    assert (own.context["offers"], [one.verb.name for one in free.context["offers"]]) == ([], ["take"])
    assert "이 건을 처리했거나 이미 열어 본 사람은" in text(own)
    assert faults(supervisor_browser.post(f"{path}take/")) == [
        "이 건을 처리했거나 이미 열어 본 사람은 두 번째로 볼 수 없습니다. 다른 담당자가 보아 주세요."
    ]
    assert fresh.get(f"{path}paper.pdf").status_code == 422
    fresh.post(f"{path}take/")
    page = text(fresh.get(path))
    assert ("먼저 결정</dt>" in page, "자하문로 100" in page) == (False, True)
    blind = [f"/cases/{done.pk}/", f"/documents/{done.document_id}/"]
    assert [fresh.get(address).status_code for address in blind] == [422, 422]
    assert not AccessRecord.objects.filter(by=look_taker, reason="opening").exists()
    assert list(fresh.get("/cases/settled/").context["rows"]) == []
    fresh.post(f"{path}judge/", {"judgement": "revoke", "words": "원장에 없다고 봄"})
    page = text(fresh.get(path))
    assert ("먼저 결정</dt>" in page, "다른 판단" in page) == (True, True)
    assert Case.objects.latest("pk").follows == done
    seen = log_in(builders.auditor()).get("/second-looks/")
    assert [row.seed for row in seen.context["rows"]] == [look.draw.seed]


def test_what_else_went_out_to_the_same_person_that_day_is_named(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    first, second = (
        opened(at_counter, "duplicate", document=builders.handed_over(at_counter, number=HIDDEN, again=True))
        for _ in range(2)
    )
    builders.acknowledged(at_counter.order, builders.NEIGHBOUR)
    people = builders.clerk(builders.NEIGHBOUR), builders.supervisor(builders.NEIGHBOUR)
    delivery = builders.delivery(at_counter.order, builders.NEIGHBOUR)
    there = Counter(*people, at_counter.outage, at_counter.order, delivery)
    elsewhere = builders.handed_over(there, number=HIDDEN, again=True)
    others = (
        builders.handed_over(at_counter, kind="RR02", number=HIDDEN, again=True),
        builders.handed_over(at_counter, number=BIRTH),
        first.document,
    )
    page = text(supervisor_browser.get(f"/cases/{first.pk}/"))
    (note,) = re.findall("같은 날 같은 대상에게 나간 같은 서류: (.*?)</p>", page)
    assert f'<a href="/cases/{second.pk}/">{second.document.number}</a> (발급' in note
    assert f"{elsewhere.number} {elsewhere.office.full_name} (발급" in note
    assert [document.number in note for document in others] == [False, False, False]


@pytest.mark.parametrize(
    ("verdict", "cell"),
    [("not_found", "원장에 없음"), ("undecidable", "그때 내용 없음"), ("ambiguous", "행이 여럿")],
)
def test_why_nothing_stands_beside_the_paper_is_said(
    verdict: str, cell: str, at_counter: Counter, supervisor_browser: Client
) -> None:
    page = text(supervisor_browser.get(f"/cases/{opened(at_counter, verdict).pk}/"))
    cells = {"원장에 없음", "그때 내용 없음", "행이 여럿"}
    assert {one for one in cells if f"<td>{one}</td>" in page} == {cell}


def test_whoever_filters_the_queue_sees_its_rows_first(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    for _ in range(2):
        opened(at_counter)
    whole, part = (text(supervisor_browser.get(f"/cases/{query}")) for query in ("", "?state=to_propose"))
    for words in ("원장과 대조", "같은 건 한꺼번에", "등록을 기다리는 접수"):
        assert (words in whole, words in part) == (True, False)
