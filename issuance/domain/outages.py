"""Outages: when a system counts as down, and when an outage may be closed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from issuance.domain.errors import IssuanceError

INTAKE_SYSTEM = "saeol"  # where every counter enters a filing: with it down, no kind can be processed


class SystemIsUp(IssuanceError):
    code = "system_is_up"
    sentence = (
        "{system} 중단이 표시되어 있지 않아 전산장애 사실확인서를 낼 수 없습니다."
        " 장애가 맞으면 먼저 ‘시스템 중단 표시’를 해 주세요. 접수증은 바로 드릴 수 있습니다."
    )


class NoSystems(IssuanceError):
    code = "no_systems"
    sentence = "멈춘 시스템을 하나 이상 골라 주세요."


class NotOfThisOutage(IssuanceError):
    code = "not_of_this_outage"
    sentence = "{system}은(는) 이 장애에 들어 있지 않습니다. 장애 화면에 있는 시스템에서 골라 주세요."


class StillDown(IssuanceError):
    code = "still_down"
    sentence = "아직 멈춘 시스템이 있습니다: {systems}. 모두 복구된 뒤 복구를 선언해 주세요."


class WrongState(IssuanceError):
    """The machine has no such edge from where the row stands now; somebody may have been quicker."""

    code = "wrong_state"
    sentence = "지금 상태({state})에서는 할 수 없는 일입니다. 화면을 새로 열어 상태를 확인해 주세요."


class NotPlayed(IssuanceError):
    code = "not_played"
    sentence = (
        "이 민원의 시스템을 멈춘 것으로 하는 훈련이 없습니다. 훈련 중인 시스템의 민원을 골라 주세요."
        " 실제 민원은 ‘접수하기’에서 받아 주세요."
    )


class OutageIsClosed(IssuanceError):
    code = "outage_is_closed"
    sentence = "이미 종결된 장애의 접수여서 더 처리할 수 없습니다. 새로 생긴 일이면 새로 접수해 주세요."


class OutageHasOpenMatters(IssuanceError):
    code = "outage_has_open_matters"
    sentence = (
        "아직 끝나지 않은 일이 있어 장애를 종결할 수 없습니다: {matters}. 모두 처리한 뒤 종결해 주세요."
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of an outage: `documents = issued + voided`, `issued = confirmed + corrected + revoked + open`."""

    offices: int
    deliveries: int
    acknowledged: int
    filings: int
    receipts: int
    certificates: int
    documents: int
    issued: int
    voided: int
    confirmed: int
    corrected: int
    revoked: int
    open: int
    registered: int
    settled: int

    def faults(self) -> tuple[str, ...]:
        """The sums that do not hold, in words; empty where the books close."""
        holds = {
            "documents = issued + voided": self.documents == self.issued + self.voided,
            "issued = confirmed + corrected + revoked + open": self.issued
            == self.confirmed + self.corrected + self.revoked + self.open,
            "receipts >= filings": self.receipts >= self.filings,
        }
        return tuple(words for words, true in holds.items() if not true)


def ensure_played(*, played: bool) -> None:
    """Refuse a filing of a drill where no drill takes its system down."""
    if not played:
        raise NotPlayed


def ensure_down(system: str, *, is_down: bool) -> None:
    if not is_down:
        raise SystemIsUp(system=system)


def ensure_all_restored(still_down: Collection[str]) -> None:
    if still_down:
        raise StillDown(systems=", ".join(still_down))


def ensure_nothing_open(matters: Mapping[str, int]) -> None:
    """Refuse to close while anything is open; `matters` maps a Korean noun to how many are open."""
    left = {noun: count for noun, count in matters.items() if count}
    if left:
        raise OutageHasOpenMatters(matters=", ".join(f"{noun} {count}건" for noun, count in left.items()))
