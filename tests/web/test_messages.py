"""The page of messages: what waits, what went out, and what a person says of it."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from issuance.actions import messages, settlements
from issuance.domain.messages import Audience, Channel, Way
from issuance.domain.papers import SEOUL
from issuance.domain.reconciliation import Decision
from issuance.models import AccessRecord, Case, Message
from tests import builders, settling
from tests.builders import Counter
from tests.printing.reading import texts
from tests.web.conftest import LogIn
from tests.web.pages import faults, said, text

WORDS = "11. 26. 등기우편으로 보냄"


@pytest.fixture
def case(at_counter: Counter) -> Case:
    case = settling.decided(settling.differing(settling.handed_over(at_counter)), Decision.CORRECT)
    return settlements.settle(case, at=settling.EFFECT)


def message(audience: Audience = Audience.CITIZEN, channel: Channel = Channel.LETTER) -> Message:
    return Message.objects.get(audience=audience, channel=channel)


def test_an_office_with_nothing_to_send_says_so(clerk_browser: Client) -> None:
    page = clerk_browser.get("/messages/")
    assert (page.status_code, "보낼 통지가 없습니다." in text(page), "letters.pdf" in text(page)) == (
        200,
        True,
        False,
    )
    assert "보낸 통지가 없습니다." in text(clerk_browser.get("/messages/?sent=1"))
    assert clerk_browser.get("/messages/letters.pdf").status_code == 422


def test_what_waits_is_listed_masked_and_opens_nothing(clerk_browser: Client, case: Case) -> None:
    shown = text(clerk_browser.get("/messages/"))
    rows = re.findall(r"<td>(신청인|제출처) · ([^<]+)</td><td>([^<]+)</td>", shown)
    assert rows == [
        ("신청인", "홍*동", "편지"),
        ("신청인", "010-****-5678", "문자"),
        ("제출처", "한빛은행", "편지"),
    ]
    assert ("홍길동" in shown, "01012345678" in shown) == (False, False)
    assert AccessRecord.objects.filter(noun="message").count() == 0


def test_the_first_page_counts_what_waits(clerk_browser: Client, case: Case) -> None:
    shown = text(clerk_browser.get("/waiting/"))
    assert re.findall(r'보낼 통지 <span class="count">([^<]+)<', shown) == ["3건"]
    assert f'href="/messages/{message().pk}/"' in shown


def test_a_message_is_read_as_it_is_sent_and_leaves_an_access_record(
    clerk_browser: Client, case: Case
) -> None:
    shown = text(clerk_browser.get(f"/messages/{message().pk}/"))
    assert (settling.OTHER_ADDRESS in shown, "정정 통지서를 내 주세요." in shown) == (True, True)
    assert AccessRecord.objects.filter(noun="message", reason="notice").count() == 1


def test_the_letters_are_printed_all_together_or_one_alone(clerk_browser: Client, case: Case) -> None:
    together = clerk_browser.get("/messages/letters.pdf")
    assert (together["Content-Type"], len(texts(together.content))) == ("application/pdf", 3)
    one = clerk_browser.get(f"/messages/{message(Audience.RECEIVER).pk}/letter.pdf")
    assert len(texts(one.content)) == 1
    text_alone = clerk_browser.get(f"/messages/{message(channel=Channel.SMS).pk}/letter.pdf")
    assert text_alone.status_code == 422


def test_letters_that_are_ticked_went_to_the_post(clerk_browser: Client, case: Case) -> None:
    keys = [str(row.pk) for row in Message.objects.filter(channel="letter")]
    page = clerk_browser.post("/messages/posted/", {"message": [*keys, "odd"], "words": WORDS}, follow=True)
    assert said(page) == ["편지 2통을 우편으로 보냈다고 적었습니다."]
    shown = text(clerk_browser.get("/messages/?sent=1"))
    assert shown.count("편지 · 우편 발송") == 2
    again = clerk_browser.post("/messages/posted/", {"message": keys, "words": WORDS})
    assert faults(again) == ["보낸 편지를 하나도 고르지 않았습니다. 목록에서 골라 주세요."]


def test_no_words_and_no_ticks_are_said_on_the_page(clerk_browser: Client, case: Case) -> None:
    wordless = clerk_browser.post("/messages/posted/", {"message": str(message().pk), "words": ""})
    assert (wordless.status_code, len(faults(wordless))) == (422, 1)
    short = clerk_browser.post("/messages/posted/", {"message": str(message().pk), "words": "보냄"})
    assert [words.endswith("다섯 글자 이상 적어 주세요.") for words in faults(short)] == [True]
    assert (f'value="{message().pk}" checked' in text(short), 'value="보냄"' in text(short)) == (True, True)
    none = clerk_browser.post("/messages/posted/", {"words": WORDS})
    assert (faults(none), f'value="{WORDS}"' in text(none)) == (
        ["보낸 편지를 하나도 고르지 않았습니다. 목록에서 골라 주세요."],
        True,
    )
    assert message().state == "drafted"
    assert clerk_browser.get("/messages/posted/").status_code == 302


def test_a_letter_of_another_office_is_not_ticked(log_in: LogIn, case: Case) -> None:
    stranger = log_in(builders.clerk(builders.NEIGHBOUR))
    page = stranger.post("/messages/posted/", {"message": str(message().pk), "words": WORDS})
    assert faults(page) == ["보낸 편지를 하나도 고르지 않았습니다. 목록에서 골라 주세요."]
    assert message().state == "drafted"


def test_how_a_text_was_sent_is_said_on_its_page(clerk_browser: Client, case: Case) -> None:
    row = message(channel=Channel.SMS)
    page = clerk_browser.post(
        f"/messages/{row.pk}/deliver/", {"way": "text", "words": "문자 시스템으로 보냄"}, follow=True
    )
    assert said(page) == ["보낸 방법을 적었습니다."]
    row.refresh_from_db()
    assert (row.state, row.way) == ("sent", Way.TEXT)
    again = clerk_browser.post(f"/messages/{row.pk}/deliver/", {"way": "text", "words": "또 보냄이라"})
    assert again.status_code == 422


@pytest.mark.parametrize("way", ["system", "pigeon", ""])
def test_a_way_that_no_person_took_is_refused(clerk_browser: Client, case: Case, way: str) -> None:
    page = clerk_browser.post(f"/messages/{message().pk}/deliver/", {"way": way, "words": WORDS})
    assert (page.status_code, message().state) == (422, "drafted")


def test_a_letter_is_mailed_too(clerk_browser: Client, case: Case) -> None:
    letter = message(Audience.RECEIVER)
    address = f"/messages/{letter.pk}/mail/"
    page = clerk_browser.post(address, {"email": "counter@bank.example"}, follow=True)
    assert said(page) == ["전자우편을 보낼 것에 넣었습니다. 곧 나갑니다."]
    assert "자동으로 보내는 중 1건" in text(clerk_browser.get("/messages/"))
    odd = clerk_browser.post(address, {"email": "counter@bank.example\r\nBcc: x@y.example"})
    assert (odd.status_code, Message.objects.filter(channel="email").count()) == (422, 1)


def test_where_nothing_sends_mail_none_is_offered(
    clerk_browser: Client, case: Case, settings: Settings
) -> None:
    address = f"/messages/{message().pk}/"
    assert "전자우편으로도 보내기" in text(clerk_browser.get(address))
    settings.IEUM_SENDERS = {}
    assert "전자우편으로도 보내기" not in text(clerk_browser.get(address))


def test_what_did_not_leave_says_what_a_person_does_now(clerk_browser: Client, case: Case) -> None:
    row = message(channel=Channel.SMS)
    Message.objects.filter(pk=row.pk).update(state="given_up", tries=3)
    shown = text(clerk_browser.get(f"/messages/{row.pk}/"))
    assert "3번 보냈지만 나가지 않았습니다. 전화나 우편으로 알린 뒤 적어 주세요." in shown
    messages.deliver(
        row, way=Way.TELEPHONE, words="전화로 알려 드림", by=builders.clerk(), at=settling.EFFECT
    )
    assert "전화로 알려 드림" in text(clerk_browser.get(f"/messages/{row.pk}/"))


def test_the_case_says_what_was_told_to_whom_and_when_masked(case: Case, supervisor_browser: Client) -> None:
    posted = message(Audience.RECEIVER)
    messages.deliver(posted, way=Way.POST, words=WORDS, by=builders.clerk(), at=settling.EFFECT)
    page = text(supervisor_browser.get(f"/cases/{case.pk}/"))
    (table,) = re.findall(r"<caption>통지</caption>(.*?)</table>", page, flags=re.DOTALL)
    rows = [re.findall(r"<td>([^<]*)</td>", row) for row in table.split("<tr>")[2:]]
    drafted, sent = (f"{at.astimezone(SEOUL):%-m. %-d. %H:%M}" for at in (posted.drafted_at, settling.EFFECT))
    assert rows == [
        ["신청인 · 홍*동", "편지", drafted, "보낼 것", "-"],
        ["신청인 · 010-****-5678", "문자", drafted, "보낼 것", "-"],
        ["제출처 · 한빛은행", "편지 · 우편 발송", drafted, "보냄", f"{sent} 담당1"],
    ]
    assert f'href="/messages/{posted.pk}/"' in table
    assert AccessRecord.objects.filter(noun="message").count() == 0


def test_who_decided_it_above_sees_what_was_told_and_opens_none_of_it(
    at_counter: Counter, log_in: LogIn
) -> None:
    revoked = settling.decided(
        settling.opened(settling.handed_over(at_counter), "not_found"), Decision.REVOKE
    )
    settlements.settle(revoked, at=settling.EFFECT)
    page = text(log_in(builders.headquarters_approver()).get(f"/cases/{revoked.pk}/"))
    assert ("신청인 · 홍*동" in page, "/messages/" in page) == (True, False)


def test_a_case_of_which_nothing_was_told_yet_has_no_table_of_messages(
    at_counter: Counter, supervisor_browser: Client
) -> None:
    case = settling.differing(settling.handed_over(at_counter))
    assert "<caption>통지</caption>" not in text(supervisor_browser.get(f"/cases/{case.pk}/"))
