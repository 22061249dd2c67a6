"""Fallback orders: what headquarters allows, where, from when and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from issuance.domain.catalogue import OutputClass
from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled

LONGEST_VALIDITY = timedelta(days=7)


class Manner(Labelled):
    """How an office acknowledged: by a person of its own, by a deputy, or by telephone."""

    OFFICER = "officer", "담당자"
    DEPUTY = "deputy", "직무대리"
    TELEPHONE = "telephone", "전화"


class NoOrder(IssuanceError):
    code = "no_order"
    sentence = (
        "이 서류를 임시로 낼 수 있는 지침이 시행 중이 아닙니다."
        " 접수증과 전산장애 사실확인서는 바로 드릴 수 있습니다."
    )


class NotAcknowledged(IssuanceError):
    code = "not_acknowledged"
    sentence = (
        "우리 사무소가 아직 지침을 확인하지 않아 임시확인서를 낼 수 없습니다."
        " 첫 화면에서 지침을 읽고 ‘확인’을 눌러 주세요."
    )


class KindNotAllowed(IssuanceError):
    code = "kind_not_allowed"
    sentence = "‘{kind}’은(는) 임시로 발급할 수 없는 종류입니다. 지침에서 빼 주세요."


class NothingAllowed(IssuanceError):
    code = "nothing_allowed"
    sentence = "지침에 임시 발급을 허용할 서류를 하나 이상 넣어 주세요."


class BadValidity(IssuanceError):
    code = "bad_validity"
    sentence = "유효기간은 1일부터 7일까지, 시행 종료는 시작보다 뒤여야 합니다."


class NoLegalBasis(IssuanceError):
    code = "no_legal_basis"
    sentence = "지침의 법적 근거를 적어 주세요."


class TelephoneNeedsName(IssuanceError):
    code = "telephone_needs_a_name"
    sentence = "전화로 확인받았으면 통화한 사람의 이름을 적어 주세요."


class OutageNotDeclared(IssuanceError):
    code = "outage_not_declared"
    sentence = "선언된 장애에만 지침을 낼 수 있습니다. 먼저 장애를 선언해 주세요."


class OrderTooLate(IssuanceError):
    code = "order_too_late"
    sentence = "이미 복구된 장애여서 지침을 시행할 수 없습니다. 반려로 끝내 주세요."


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order allows, as a document is judged by it."""

    in_force: bool
    starts_at: datetime
    ends_at: datetime
    kinds: frozenset[str]
    acknowledged: bool
    validity: timedelta
    snapshot_age: timedelta


def ensure_allowable(classes: dict[str, str]) -> None:
    """Refuse an order that names a kind which the catalogue does not put in class P."""
    if not classes:
        raise NothingAllowed
    for kind, output_class in classes.items():
        if output_class != OutputClass.PROVISIONAL:
            raise KindNotAllowed(kind=kind)


def ensure_terms(*, starts_at: datetime, ends_at: datetime, validity: timedelta, legal_basis: str) -> None:
    if not timedelta(days=1) <= validity <= LONGEST_VALIDITY or ends_at <= starts_at:
        raise BadValidity
    if not legal_basis.strip():
        raise NoLegalBasis


def ensure_covers(terms: Terms | None, *, kind: str, at: datetime) -> Terms:
    """Refuse unless an order in force covers the kind, the office and the moment."""
    if terms is None or not terms.in_force or not terms.starts_at <= at < terms.ends_at:
        raise NoOrder
    if kind not in terms.kinds:
        raise NoOrder
    return terms


def ensure_acknowledged(terms: Terms) -> None:
    """Refuse to issue at an office that has not said it read the order; it may prepare meanwhile."""
    if not terms.acknowledged:
        raise NotAcknowledged
