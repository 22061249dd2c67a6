"""What people are told: to whom, in which words, once, and how somebody says that it was sent by hand."""

import json
import re
from datetime import timedelta

import pytest
from django.db import transaction

from issuance.actions import letters, messages, settlements
from issuance.domain.access import Reason
from issuance.domain.messages import Audience, Channel, Way
from issuance.domain.reconciliation import Decision
from issuance.models import AccessRecord, Case, CorrectionNotice, Inquiry, Message
from issuance.queries import messages as queries
from issuance.queries.faults import all_faults
from tests import builders, settling
from tests.builders import NOW, Counter
from tests.concurrency.sessions import together
from tests.printing.reading import texts
from tests.refusals import refused, refused_by_database
from tests.settling import EFFECT

WORDS = "11. 26. 등기우편으로 보냄"


@pytest.fixture
def counter(db: None) -> Counter:
    return builders.counter()


def corrected(counter: Counter, **over: object) -> Case:
    case = settling.decided(settling.differing(settling.handed_over(counter, **over)), Decision.CORRECT)
    return settlements.settle(case, at=EFFECT)


def message(audience: Audience = Audience.CITIZEN, channel: Channel = Channel.LETTER) -> Message:
    return Message.objects.get(audience=audience, channel=channel)


def channels() -> set[tuple[str, str]]:
    return set(Message.objects.values_list("audience", "channel"))


def test_an_address_and_the_words_are_sealed_and_a_list_shows_them_masked(counter: Counter) -> None:
    corrected(counter)
    for row in Message.objects.all():
        plain = bytes(row.recipient) + bytes(row.body)
        assert [word for word in ("홍길동", "01012345678", "자하문로") if word.encode() in plain] == []
    text = message(channel=Channel.SMS)
    assert (text.unsealed("recipient"), text.recipient_shown) == ("01012345678", "010-****-5678")
    assert message().recipient_shown == "홍*동"
    assert message(Audience.RECEIVER).recipient_shown == "한빛은행"


def test_a_text_names_the_paper_and_nothing_of_the_person(counter: Counter) -> None:
    case = corrected(counter)
    assert message(channel=Channel.SMS).unsealed("body") == (
        f"[서울특별시 종로구 청운효자동] 임시확인서 {case.document.number}이 정정되었습니다."
        " 종전 문서는 쓰지 마시고 정정 통지서를 받아 주세요. 문의 02-0000-0100"
    ).replace("이 정정", ("이" if case.document.number[-1] in "013678" else "가") + " 정정")


@pytest.mark.parametrize("phone", ["", "02-123-4567", "전화 없음", "010-12"])
def test_who_left_no_mobile_number_has_a_letter_alone(counter: Counter, phone: str) -> None:
    corrected(counter, applicant_phone=phone)
    assert channels() == {("citizen", "letter"), ("receiver", "letter")}


def test_where_no_receiver_was_named_nobody_else_is_told(counter: Counter) -> None:
    corrected(counter, receiver="")
    assert channels() == {("citizen", "letter"), ("citizen", "sms")}


def test_a_kind_that_does_not_say_where_somebody_lives_has_a_letter_without_an_address(
    counter: Counter,
) -> None:
    document = settling.handed_over(counter, kind="LD02")
    case = settling.decided(settling.opened(document, "not_found"), Decision.REVOKE)
    settlements.settle(case, at=EFFECT)
    letter = message()
    assert json.loads(letter.unsealed("body"))["recipient"] == ["홍길동 귀하"]
    assert letter.recipient_shown == "홍*동 (주소를 적어 보내 주세요)"


def test_a_question_to_the_citizen_is_drafted_with_the_day_to_answer_by(counter: Counter) -> None:
    settling.decided(settling.matching(settling.handed_over(counter)), Decision.ASK)
    inquiry = Inquiry.objects.get()
    assert channels() == {("citizen", "letter"), ("citizen", "sms")}
    rows = {row["label"]: row["value"] for row in json.loads(message().unsealed("body"))["rows"]}
    day = inquiry.answer_by
    assert rows["확인 기한"] == f"{day.year}. {day.month}. {day.day}."
    assert f"{day.month}월 {day.day}일까지" in message(channel=Channel.SMS).unsealed("body")
    assert list(all_faults()) == []


def test_asked_twice_in_two_decisions_the_citizen_is_told_twice_and_in_one_once(counter: Counter) -> None:
    case = settling.matching(settling.handed_over(counter))
    settling.decided(case, Decision.ASK)
    inquiry = Inquiry.objects.get()
    for _ in range(4):
        messages.ask_citizen(inquiry, by=builders.head(), at=NOW)
    assert Message.objects.count() == 2
    settling.decided(case, Decision.ASK, at=NOW + timedelta(days=1))
    assert Message.objects.count() == 4


def test_auditors_are_not_told_by_this_way(counter: Counter) -> None:
    settling.decided(settling.matching(settling.handed_over(counter)), Decision.REFER)
    assert Message.objects.count() == 0


def test_somebody_sends_a_letter_by_hand_and_says_how(counter: Counter) -> None:
    corrected(counter)
    row = messages.deliver(message(), way=Way.POST, words=WORDS, by=counter.clerk, at=EFFECT)
    assert (row.state, row.way, row.sent_by, row.sent_at, row.words) == (
        "sent",
        Way.POST,
        counter.clerk,
        EFFECT,
        WORDS,
    )
    assert builders.told(row)[-1] == ("deliver", "drafted", "sent", counter.clerk.username)
    with refused("wrong_state"):
        messages.deliver(message(), way=Way.FAX, words=WORDS, by=counter.clerk, at=EFFECT)
    assert list(all_faults()) == []


def test_what_was_sent_by_nobody_or_in_no_words_is_refused(counter: Counter) -> None:
    corrected(counter)
    with refused("not_by_hand"):
        messages.deliver(message(), way=Way.SYSTEM, words=WORDS, by=counter.clerk, at=EFFECT)
    with refused("way_not_said"):
        messages.deliver(message(), way=Way.POST, words="보냄", by=counter.clerk, at=EFFECT)
    with refused("other_office"):
        messages.deliver(
            message(), way=Way.POST, words=WORDS, by=builders.clerk(builders.NEIGHBOUR), at=EFFECT
        )
    with refused("not_permitted"):
        messages.deliver(message(), way=Way.POST, words=WORDS, by=builders.auditor(), at=EFFECT)


def test_two_who_send_the_same_letter_at_once_are_one(committed_db: None) -> None:
    counter = builders.counter()
    corrected(counter)
    row = message()
    ends = together(
        [
            lambda: messages.deliver(row, way=Way.POST, words=WORDS, by=counter.clerk, at=EFFECT).state,
            lambda: messages.deliver(row, way=Way.FAX, words=WORDS, by=counter.supervisor, at=EFFECT).state,
        ]
    )
    assert [str(end) for end in ends].count("sent") == 1
    assert [verb for verb, *_ in builders.told(row)] == ["draft", "deliver"]


def test_letters_that_went_to_the_post_together_are_each_by_themselves(counter: Counter) -> None:
    corrected(counter)
    rows = list(queries.letters_waiting(counter.office))
    messages.deliver(rows[0], way=Way.HANDED, words=WORDS, by=counter.clerk, at=EFFECT)
    count, refusals = messages.posted(rows, words=WORDS, by=counter.clerk, at=EFFECT)
    assert (count, len(refusals)) == (1, 1)
    assert set(Message.objects.filter(channel=Channel.LETTER).values_list("way", flat=True)) == {
        "handed",
        "post",
    }


def test_a_receiver_is_mailed_too_where_somebody_found_its_address_once(counter: Counter) -> None:
    case = corrected(counter)
    letter = message(Audience.RECEIVER)
    row = messages.mail(letter, email=" counter@bank.example ", by=counter.clerk, at=EFFECT)
    again = messages.mail(letter, email="other@bank.example", by=counter.clerk, at=EFFECT)
    assert (again.pk, row.unsealed("recipient"), row.recipient_shown) == (
        row.pk,
        "counter@bank.example",
        "c******@bank.example",
    )
    body = row.unsealed("body")
    assert (case.document.number in body, "홍길동" in body, "/verify/" in body) == (True, False, True)
    assert builders.told(row) == [("draft", "", "drafted", counter.clerk.username)]
    assert list(all_faults()) == []


@pytest.mark.parametrize(
    "address",
    ["", "bank.example", "a@b", "a@bank.example\nBcc: x@y.example", "a b@bank.example", "가@은행.한국"],
)
def test_an_address_that_is_none_is_refused(counter: Counter, address: str) -> None:
    corrected(counter)
    with refused("malformed_email"):
        messages.mail(message(), email=address, by=counter.clerk, at=EFFECT)


def test_only_a_letter_is_mailed_too(counter: Counter) -> None:
    corrected(counter)
    with refused("no_letter"):
        messages.mail(message(channel=Channel.SMS), email="a@bank.example", by=counter.clerk, at=EFFECT)


def test_the_letters_of_an_office_are_one_pdf_each_to_a_citizen_with_its_notice(counter: Counter) -> None:
    case = corrected(counter)
    pages = texts(letters.printed(queries.letters_waiting(counter.office), by=counter.clerk, at=EFFECT))
    flat = [" ".join(page.split()) for page in pages]
    subjects = [re.findall(r"제목 (.+?) 정보시스템", page) for page in flat]
    assert subjects == [["임시확인서 정정 안내"], [], ["임시확인서 상태 변경 통보"]]
    assert CorrectionNotice.objects.get().paper.serial in flat[1]
    assert all(case.document.number in page for page in flat)
    kept = AccessRecord.objects.filter(reason=Reason.NOTICE, noun="message", by=counter.clerk)
    assert kept.count() == 2


def test_where_no_letter_waits_nothing_is_printed(counter: Counter) -> None:
    with refused("no_letter"):
        letters.printed([], by=counter.clerk, at=EFFECT)


def test_the_message_of_another_office_is_opened_by_nobody(counter: Counter) -> None:
    corrected(counter)
    with refused("other_office"):
        letters.opened_message(message(), by=builders.supervisor(builders.NEIGHBOUR), at=EFFECT)
    assert AccessRecord.objects.filter(noun="message").count() == 0


def test_what_waits_is_what_a_person_has_to_send(counter: Counter) -> None:
    corrected(counter)
    office, served = counter.office, ("sms", "email")
    assert queries.waiting_at(office).count() == 3
    assert {row.channel for row in queries.waiting_at(office, served=served)} == {"letter"}
    assert {row.channel for row in queries.on_the_way(office, served=served)} == {"sms"}
    assert list(queries.waiting_at(builders.office(builders.NEIGHBOUR))) == []
    assert queries.of_document(Case.objects.get().document).count() == 3


FROZEN, SENT_SAYS = "a message is frozen when it is drafted", "message_sent_says_how"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recipient": b"another"}, FROZEN),
        ({"body": b"another"}, FROZEN),
        ({"token": "another"}, FROZEN),
        ({"channel": "sms"}, FROZEN),
        ({"state": "sent"}, "message_sent_"),
        ({"way": "post"}, SENT_SAYS),
    ],
)
def test_the_database_keeps_what_was_drafted(counter: Counter, change: dict[str, object], words: str) -> None:
    corrected(counter)
    with refused_by_database(words), transaction.atomic():
        Message.objects.filter(pk=message().pk).update(**change)


def test_the_database_keeps_what_was_sent_and_every_row(counter: Counter) -> None:
    corrected(counter)
    messages.deliver(message(), way=Way.POST, words=WORDS, by=counter.clerk, at=EFFECT)
    with refused_by_database(FROZEN), transaction.atomic():
        Message.objects.filter(pk=message().pk).update(words="다르게 적음")
    with refused_by_database("rows are kept"), transaction.atomic():
        Message.objects.filter(pk=message().pk).delete()
