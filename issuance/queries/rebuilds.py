"""Which filings were rebuilt from a citizen's receipt, and how far a book has come."""

from datetime import datetime

from issuance.domain.states import OutageState
from issuance.models import Book, DocumentKind, Filing, Outage
from issuance.queries.paper_filings import outage_at


def rebuilt_from(serial: str) -> Filing | None:
    found = Filing.objects.filter(rebuilt_from=serial).exclude(rebuilt_from="")
    return found.select_related("office").first()


def was_sent(token: str) -> bool:
    """Whether a form with this token has made its filing already."""
    return Filing.objects.filter(token=token).exists()


def is_beyond(office: str, *, year: int, number: int, sequence: int) -> bool:
    """Whether a receipt has a number that our copy of its book has not given yet: the book is an old one, come back."""
    return Book.objects.filter(
        office_id=office, year=year, number=number, drill=False, last_sequence__lt=sequence
    ).exists()


def outage_of(kind: DocumentKind, moment: datetime) -> Outage | None:
    """The outage that the filing joins, or nothing: then it waits for one to be declared."""
    outage = outage_at(kind.home_system, moment=moment)
    return None if outage is None or outage.state == OutageState.SUSPECTED else outage
