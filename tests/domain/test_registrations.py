"""What an answer does to a filing, the whole table; and what else is ruled of registering."""

from datetime import UTC, date, datetime, timedelta

from issuance.domain import registrations as rules
from issuance.domain.ledger import AnswerCode
from issuance.domain.registrations import Effect, Group
from tests.refusals import refused

YES, NO = ("0000", "1001"), ("2001", "2002", "2003", "3001", "9999")


def effects(state: str, *, again: bool = False, standing: str = "") -> dict[str, Effect]:
    """What each code does to a filing; a yes brings the number 1."""
    return {
        code.value: rules.effect_of(
            code, "1" if code.is_registered else "", state=state, standing=standing, again=again
        )
        for code in AnswerCode
    }


def test_a_filing_that_waits_is_registered_or_refused() -> None:
    assert effects("received") == dict.fromkeys(YES, Effect.REGISTER) | dict.fromkeys(NO, Effect.REFUSE)


def test_a_registered_one_hears_the_same_number_again_and_doubts_the_rest() -> None:
    same = dict.fromkeys(YES, Effect.NOTHING) | dict.fromkeys(NO, Effect.DOUBT) | {"3001": Effect.NOTHING}
    assert effects("registered", standing="1") == same
    assert effects("registered", standing="2") == same | dict.fromkeys(YES, Effect.DOUBT)


def test_one_that_was_lost_and_sent_again_is_registered_again_or_refused() -> None:
    again = dict.fromkeys(YES, Effect.REGISTER_AGAIN) | dict.fromkeys(NO, Effect.REFUSE)
    assert effects("registered", again=True, standing="1") == again
    assert effects("registered", again=True, standing="2") == again


def test_one_that_was_settled_otherwise_doubts_a_yes() -> None:
    assert effects("settled") == dict.fromkeys(YES, Effect.DOUBT) | dict.fromkeys(NO, Effect.NOTHING)


def test_every_group_says_what_to_do_and_codes_are_shown_with_their_words() -> None:
    assert [group.name for group in Group if not group.next_step] == []
    assert (Group.FACTS_DIFFER.words, Group.SENT.words) == ("2002 내용 불일치", "답 기다림")
    assert {group.value for group in Group if group.value.isdigit()} == {code.value for code in AnswerCode}
    assert {group for group in Group if group.needs_person} == {
        Group.UNCHECKED,
        Group.DOUBT,
        Group.SUBJECT_NOT_FOUND,
        Group.FACTS_DIFFER,
        Group.NOT_ALLOWED,
        Group.OTHER,
    }


def test_the_effective_date_is_the_day_in_seoul() -> None:
    late = datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)
    assert rules.effective_date(late) == date(2026, 11, 23)
    assert rules.effective_date(late + timedelta(seconds=1)) == date(2026, 11, 24)


def test_pauses_double_up_to_an_hour() -> None:
    minutes = [rules.pause_after(tries) // timedelta(minutes=1) for tries in (0, 1, 2, 5, 6, 500)]
    assert minutes == [1, 2, 4, 32, 60, 60]


def test_words_are_asked_for_and_a_loss_lies_behind_us() -> None:
    assert rules.ensure_words("  화면에서 확인  ") == "화면에서 확인"
    with refused("answer_words_missing"):
        rules.ensure_words("    확인")
    now = datetime(2026, 11, 23, tzinfo=UTC)
    rules.ensure_past(now - timedelta(seconds=1), at=now)
    with refused("loss_in_future"):
        rules.ensure_past(now, at=now)
    with refused("drill_not_sent"):
        rules.ensure_not_a_drill(drill=True)
