"""Draft what citizens and receivers are told, and let people say what they sent by hand."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from issuance.actions import journal, papers
from issuance.actions.documents import facts_of
from issuance.actions.journal import Change
from issuance.actions.offices import locked_book
from issuance.actions.states import transit
from issuance.domain import messages as rules
from issuance.domain.access import Reason
from issuance.domain.errors import IssuanceError
from issuance.domain.letters import letter_to
from issuance.domain.messages import Audience, Channel, Occasion, Occurrence, Way
from issuance.domain.reconciliation import Grounds
from issuance.models import Case, CorrectionNotice, Document, Inquiry, Message, User
from issuance.permissions import Deed, ensure
from issuance.printing.letter import draw_letter


@dataclass(frozen=True, slots=True)
class News:
    """What became of a case's paper by which decision, where its holder lives (empty: not known), what goes with it."""

    occasion: Occasion
    decision: str
    address: str = ""
    refund: int = 0
    notice: CorrectionNotice | None = None
    answer_by: date | None = None


def drafted(case: Case, document: Document, news: News, *, by: User, at: datetime) -> list[Change]:
    """Rows of the outbox for whoever is to know, in the transaction of the caller; what to write in the journal.

    A letter is always there, an SMS where the citizen left a mobile number; the receiver that the filing names
    has a letter where the paper lost its standing. Done again for the same decision it drafts nothing.
    """
    occurrence = _occurrence(case, document, news, at=at)
    hand = hand_of(case, document)
    contact = papers.desk_of(hand, drill=occurrence.drill).contact
    rows = []
    for audience, channel, recipient, shown in _recipients(occurrence, document.filing.applicant_phone):
        row = Message(
            id=uuid.uuid4(),
            case=case,
            office_id=document.office_id,
            notice=news.notice,
            drill=occurrence.drill,
            occasion=occurrence.occasion,
            audience=audience,
            channel=channel,
            token=f"{case.pk}/{news.decision}/{occurrence.occasion}/{audience}/{channel}",
            recipient_shown=shown,
            subject=rules.subject_of(audience, occurrence),
            drafted_by=by,
            drafted_at=at,
        )
        row.seal("recipient", recipient)
        if channel == Channel.LETTER:
            letter = letter_to(audience, occurrence, signed_by=document.office.signed_by, contact=contact)
            # What paper cannot carry is refused now, and not when somebody wants to print it.
            draw_letter(letter)
            row.seal("body", json.dumps(letter.as_json(), ensure_ascii=False))
        else:
            row.seal("body", rules.text_message(occurrence))
        rows.append(row)
    tokens = Message.objects.filter(token__in=[row.token for row in rows])
    there = set(tokens.values_list("token", flat=True))
    new = Message.objects.bulk_create([row for row in rows if row.token not in there])
    return [Change(row, "draft", "", row.state, {"channel": row.channel}) for row in new]


@transaction.atomic
def ask_citizen(inquiry: Inquiry, *, by: User, at: datetime) -> None:
    """Draft 본인 확인 요청 for an inquiry, whose case the caller holds locked.

    Opens the facts for the address, which leaves an access record.
    """
    case = inquiry.case
    document = document_of(case)
    news = News(
        Occasion.ASKED,
        f"inquiry-{inquiry.pk}",
        address=rules.address_in(facts_of(document, by=by, at=at, reason=Reason.NOTICE)),
        answer_by=inquiry.answer_by,
    )
    changes = drafted(case, document, news, by=by, at=at)
    book = locked_book(document.office_id, at=at, drill=_drill(document))
    journal.record_all(book, changes, by=by, at=at)


def document_of(case: Case) -> Document:
    """The case's document with all that a message or a notice says of it."""
    return Document.objects.select_related(
        "filing__kind", "filing__outage", "kind", "order", "paper__book", "office", "issued_by__office"
    ).get(pk=case.document_id)


def hand_of(case: Case, document: Document) -> User:
    """Who of the issuing office is asked about it: what is decided above is answered below."""
    assert document.issued_by is not None
    people = (case.decided_by, case.proposed_by)
    own = [person for person in people if person is not None and person.office_id == document.office_id]
    return own[0] if own else document.issued_by


@transaction.atomic
def deliver(message: Message, *, way: Way, words: str, by: User, at: datetime) -> Message:
    """Somebody has sent it by hand, and says how."""
    ensure(by, Deed.SEND_MESSAGE, message.office_id)
    way = rules.ensure_by_hand(way, words)
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    message.sent_at, message.sent_by, message.way, message.words = at, by, way, words.strip()
    return stepped(message, "deliver", "sent_at", "sent_by", "way", "words", by=by, at=at)


def posted(chosen: Iterable[Message], *, words: str, by: User, at: datetime) -> tuple[int, list[str]]:
    """Letters that went to the post together: how many, and what was refused of others, each by itself."""
    count, refused = 0, []
    for message in chosen:
        try:
            deliver(message, way=Way.POST, words=words, by=by, at=at)
            count += 1
        except IssuanceError as refusal:
            refused.append(f"{message.subject}: {refusal.message}")
    return count, refused


@transaction.atomic
def mail(message: Message, *, email: str, by: User, at: datetime) -> Message:
    """Tell whom a letter is for by e-mail too, at an address that somebody found out; the sweep sends it.

    Asked again for the same letter it is the e-mail that there is, whatever address is typed.
    """
    ensure(by, Deed.SEND_MESSAGE, message.office_id)
    address = rules.ensure_email(email)
    letter = Message.objects.select_for_update(of=("self",)).select_related("case").get(pk=message.pk)
    if letter.channel != Channel.LETTER:
        raise rules.NoLetter
    token = letter.token.removesuffix(Channel.LETTER) + Channel.EMAIL
    there = Message.objects.filter(token=token).first()
    if there is not None:
        return there
    document = document_of(letter.case)
    news = News(Occasion(letter.occasion), "", refund=document.fee_to_refund, notice=letter.notice)
    occurrence = _occurrence(letter.case, document, news, at=letter.drafted_at)
    row = Message(
        id=uuid.uuid4(),
        case=letter.case,
        office_id=letter.office_id,
        notice=letter.notice,
        drill=letter.drill,
        occasion=letter.occasion,
        audience=letter.audience,
        channel=Channel.EMAIL,
        token=token,
        recipient_shown=rules.masked_recipient(Channel.EMAIL, address),
        subject=letter.subject,
        drafted_by=by,
        drafted_at=at,
    )
    row.seal("recipient", address)
    row.seal("body", rules.mail_text(Audience(letter.audience), occurrence))
    row.save(force_insert=True)
    book = locked_book(row.office_id, at=at, drill=row.drill)
    journal.record(book, row, "draft", before="", after=row.state, by=by, at=at, channel=row.channel)
    return row


def stepped(message: Message, verb: str, *fields: str, by: User | None, at: datetime) -> Message:
    """One edge of a locked message, written down in the book of its office."""
    before = transit(message, verb)
    message.save(update_fields=("state", *fields))
    book = locked_book(message.office_id, at=at, drill=message.drill)
    journal.record(book, message, verb, before=before, after=message.state, by=by, at=at, way=message.way)
    return message


def _occurrence(case: Case, document: Document, news: News, *, at: datetime) -> Occurrence:
    assert document.paper is not None
    hand = hand_of(case, document)
    return Occurrence(
        occasion=news.occasion,
        serial=document.paper.serial,
        kind=document.kind.name,
        issued_at=document.paper.issued_at,
        at=at,
        office=document.office.full_name,
        telephone=hand.phone or document.office.phone,
        realm_url=settings.IEUM_REALM_URL,
        citizen=document.filing.applicant_name,
        address=news.address,
        receiver=document.filing.receiver,
        differing=tuple(case.differing),
        reason=_reason(case),
        correction_serial=news.notice.paper.serial if news.notice else "",
        official_number=case.official_number if news.occasion == Occasion.REPLACED else "",
        refund=news.refund,
        answer_by=news.answer_by,
        drill=_drill(document),
    )


def _reason(case: Case) -> str:
    """The grounds from the list and the words, as the person concerned is to read them (행정절차법 §23)."""
    if case.grounds in ("", Grounds.OTHER):
        return case.reason
    return f"{Grounds(case.grounds).label}: {case.reason}"


def _recipients(occurrence: Occurrence, phone: str) -> Iterator[tuple[Audience, Channel, str, str]]:
    """Whom, by which way, at which address, and how that is shown in a list."""
    citizen = rules.shown_citizen(occurrence.citizen, occurrence.address)
    whole = "\n".join(line for line in (occurrence.address, occurrence.citizen) if line)
    yield Audience.CITIZEN, Channel.LETTER, whole, citizen
    mobile = rules.mobile_of(phone)
    if mobile:
        yield Audience.CITIZEN, Channel.SMS, mobile, rules.masked_recipient(Channel.SMS, mobile)
    if occurrence.receiver and occurrence.occasion != Occasion.ASKED:
        yield Audience.RECEIVER, Channel.LETTER, occurrence.receiver, occurrence.receiver


def _drill(document: Document) -> bool:
    return document.paper is not None and document.paper.book.drill
