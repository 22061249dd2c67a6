"""Fees: what is due for a provisional document, what of it is waived, and on which legal basis."""

from collections.abc import Collection
from dataclasses import dataclass

from issuance.domain.errors import IssuanceError


class UnknownWaiver(IssuanceError):
    code = "unknown_waiver"
    sentence = "이 서류의 수수료 면제 근거가 아닙니다. 목록에서 다시 골라 주세요."


@dataclass(frozen=True, slots=True)
class Fee:
    """Won; `basis` is the law or the order on which it is waived, empty where it is not."""

    due: int
    waived: int
    basis: str


def ensure_waiver(waiver: str, *, bases: Collection[str]) -> None:
    """Refuse a waiver that the catalogue does not name for the kind."""
    if waiver and waiver not in bases:
        raise UnknownWaiver


def fee_of(*, each: int, copies: int, by_order: str, waiver: str) -> Fee:
    """What is due for the copies of one paper; `by_order` is the order that waives it for everybody, if one does.

    The order goes before the basis of one person, who then need show no proof.
    """
    due = each * copies
    basis = by_order or waiver
    return Fee(due, due if basis else 0, basis if due else "")
