"""What every act of the rehearsal stands on: the clock, the people, the counters and the folder of papers."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import NoReturn, TextIO

from tqdm import tqdm

from issuance.actions import certificates, documents, filings, papers
from issuance.domain.documents import Source
from issuance.domain.filings import IdKind, NewFiling, Purpose, Relation
from issuance.domain.papers import SEOUL
from issuance.domain.staff import Role
from issuance.main_system.population import Person
from issuance.main_system.simulator import MainSystem as SimulatedSystem
from issuance.models import Certificate, Document, Filing, MainSystem, Office, Outage, Paper, User

LENGTH = timedelta(days=3)
OPENING = time(8, 40)  # when the counters of November 2023 first could not log in


@dataclass(frozen=True, slots=True)
class Counter:
    """An office with people at its windows."""

    office: Office
    clerk: User
    second_clerk: User
    supervisor: User
    head: User


@dataclass(slots=True)
class Stage:
    """Everything that an act needs; the clock began three days ago, at 08:40, and ends now."""

    begins: datetime
    ends: datetime
    random: random.Random
    out: Path
    stdout: TextIO
    counters: Sequence[Counter]
    drafter: User
    approver: User
    watch: User
    register: SimulatedSystem
    people: Sequence[Person]
    printed: dict[str, bytes] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    @property
    def demo(self) -> Counter:
        """The counter where the story is told and where a visitor sits down."""
        return self.counters[0]

    def at(self, hours: float) -> datetime:
        """The moment so many hours after the clock began."""
        return self.begins + timedelta(hours=hours)

    def before_the_end(self, minutes: float) -> datetime:
        """The moment so many minutes ago."""
        return self.ends - timedelta(minutes=minutes)

    def say(self, moment: datetime, words: str) -> None:
        """One line of the story, with its moment."""
        local = moment.astimezone(SEOUL)
        self.stdout.write(f"  {local.month:>2}. {local.day:>2}. {local:%H:%M}  {words}\n")

    def progress(self, total: int, words: str, unit: str) -> "tqdm[NoReturn]":
        """A bar on a terminal; nothing where the story is written to a file."""
        return tqdm(total=total, desc=f"  {words}", unit=unit, leave=False, disable=None)

    def title(self, words: str) -> None:
        self.stdout.write(f"\n{words}\n")

    def system(self, code: str) -> MainSystem:
        return MainSystem.objects.get(code=code)

    def next_person(self, kind: str, office: Office) -> Person:
        """Somebody of this office whom the register knows in this kind, and who has not asked for anything yet."""
        for person in self.people:
            if (
                person.office.code == office.code
                and person.number.digits not in self.asked
                and kind in person.kinds
            ):
                self.asked.add(person.number.digits)
                return person
        raise LookupError(f"the register has nobody left for {kind} at {office}")

    def file(
        self,
        person: Person,
        kind: str,
        counter: Counter,
        *,
        at: datetime,
        outage: Outage | None,
        relation: Relation = Relation.SELF,
        applicant: str = "",
        purpose: Purpose = Purpose.OTHER,
        receiver: str = "",
        title: str = "",
        handed_in: str = "",
        copies: int = 1,
    ) -> Filing:
        """Take a filing as a clerk does, print its receipt, and keep it in the folder."""
        by_parcel = kind in person.kinds and person.holding(kind).is_parcel
        subject = person.parcel if by_parcel and person.parcel else person.number
        filing = filings.receive(
            NewFiling(
                kind=kind,
                number=subject.digits,
                subject_name=person.name,
                applicant_name=applicant or person.name,
                applicant_birth=person.number.birth,
                relation=relation,
                begun_at=at - timedelta(minutes=2),
                token=f"rehearsal-{uuid.uuid4()}",
                title=title,
                id_kind=self.random.choice((IdKind.RESIDENT_CARD, IdKind.LICENCE, IdKind.PASSPORT)),
                id_last4=f"{self.random.randrange(10_000):04d}",
                purpose=purpose,
                receiver=receiver,
                copies=copies,
                handed_in=handed_in,
                # Played anew after it was killed, it meets the same people with the same requests.
                again=True,
            ),
            by=counter.clerk,
            at=at,
            outage=outage,
        )
        self.print(filings.receipt_of(filing), counter.clerk, at=at)
        return filing

    def certify(self, filing: Filing, counter: Counter, *, at: datetime) -> Certificate:
        certificate = certificates.certify(filing, by=counter.clerk, at=at, token=f"rehearsal-{uuid.uuid4()}")
        self.print(certificate.paper, counter.clerk, at=at)
        return certificate

    def prepare(
        self, filing: Filing, person: Person, counter: Counter, *, source: Source, at: datetime
    ) -> Document:
        """Prepare from the snapshot, or field by field from the paper that was shown."""
        shown = source != Source.SNAPSHOT
        return documents.prepare(
            filing,
            source=source,
            facts=self.register.facts_of(person, filing.kind.code) if shown else None,
            as_of=at - timedelta(days=2) if shown else None,
            source_note=_SHOWN.get(source, ""),
            by=counter.clerk,
            at=at,
            token=f"rehearsal-{uuid.uuid4()}",
        )

    def issue(self, document: Document, counter: Counter, *, at: datetime, beat: timedelta) -> Document:
        """Ask for approval where it is needed, issue two beats later, and print."""
        if document.needs_approval:
            documents.submit(document, by=counter.clerk, at=at)
            documents.approve(document, by=counter.supervisor, at=at + beat)
        at += 2 * beat
        document = documents.issue(document, by=counter.clerk, at=at)
        assert document.paper is not None
        self.print(document.paper, counter.clerk, at=at)
        return document

    def print(self, paper: Paper, by: User, *, at: datetime) -> bytes:
        """Print a paper; its first print is what stands in the folder."""
        content = papers.printed(paper, by=by, at=at)
        if paper.serial not in self.printed:
            self.printed[paper.serial] = content
            (self.out / f"{paper.serial}.pdf").write_bytes(content)
        return content


_SHOWN = {
    Source.PAPER_REGISTER: "세대별 주민등록표(종이)",
    Source.OFFICIAL_ORIGINAL: "제시된 증서 원본",
    Source.RECENT_COPY: "지난주 발급된 정식 서류",
}


def beginning(ends: datetime) -> datetime:
    """08:40 in Seoul of the day three days before."""
    return datetime.combine((ends - LENGTH).astimezone(SEOUL).date(), OPENING, SEOUL)


def counter_of(office: str) -> Counter:
    """The counter of an office whose people are in `staff.csv`."""
    staff = list(
        User.objects.filter(office_id=office, is_active=True).select_related("office").order_by("username")
    )
    by_role = {role: [user for user in staff if user.role == role] for role in Role}
    clerk, second = by_role[Role.CLERK][:2]
    return Counter(
        office=clerk.office,
        clerk=clerk,
        second_clerk=second,
        supervisor=by_role[Role.SUPERVISOR][0],
        head=by_role[Role.HEAD][0],
    )
