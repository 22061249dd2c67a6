"""The words of the notice for the hall: what is down, how to file instead, until when (민원처리법 시행령 §6의2 ①)."""

from dataclasses import dataclass
from datetime import datetime

from issuance.domain.papers import printed_moment
from issuance.domain.sheets import Notice, Row

_RECEIPT = "이 창구에서 손으로 접수하고 접수증을 드립니다. 접수증에 적힌 날짜와 시각이 그대로 인정됩니다."
_ALWAYS = "모든 민원의 접수와 접수증, 전산장애 사실확인서(무료)"
_NOT_NOW = "위에 없는 증명서의 발급. 복구된 뒤 정식 서류로 받으실 수 있습니다."
_RELIEF = (
    "장애 때문에 지키지 못한 기간과 기한은 「행정절차법」 제16조제1항에 따라 장애가 끝나는 날까지 진행하지 않습니다."
    " 전산장애 사실확인서를 받아 두시면 도움이 됩니다."
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a hall must know; `systems` holds the names of those that are down, and since when."""

    outage_number: str
    drill: bool
    systems: tuple[tuple[str, datetime], ...]
    channels: tuple[str, ...]
    allowed: tuple[str, ...]
    alternative: str
    deadline_relief: str
    legal_basis: str
    office: str
    signed_by: str
    telephone: str


def hall_notice(situation: Situation, *, at: datetime) -> Notice:
    """The notice in the name of an office; what the order leaves open is said in general words."""
    down = "\n".join(f"{name}: {printed_moment(since)}부터 중단" for name, since in situation.systems)
    elsewhere = situation.alternative or _listed(situation.channels)
    provisional = ", ".join(situation.allowed)
    possible = (
        f"{_ALWAYS}\n임시확인서: {provisional} (본인이나 세대원이 직접 신청할 때)" if provisional else _ALWAYS
    )
    telephone = f"\n{situation.office} {situation.telephone}" if situation.telephone else ""
    return Notice(
        title="정보시스템 장애 안내",
        outage_number=situation.outage_number,
        sections=(
            Row("장애 현황", f"{down}\n복구 예상: 정해지는 대로 알려 드립니다."),
            Row("접수 방법", _RECEIPT + (f"\n다른 방법: {elsewhere}" if elsewhere else "")),
            Row("지금 할 수 있는 일", possible),
            Row("지금 할 수 없는 일", _NOT_NOW),
            Row("납부·신고 기한", situation.deadline_relief or _RELIEF),
            Row("문의", f"정부민원안내 110{telephone}"),
        ),
        legal_basis=situation.legal_basis,
        issued_at=printed_moment(at),
        signed_by=situation.signed_by,
        contact=f"{situation.office}" + (f" · 전화 {situation.telephone}" if situation.telephone else ""),
        drill=situation.drill,
    )


def _listed(channels: tuple[str, ...]) -> str:
    """Each channel once, in the order in which it comes."""
    words = [word.strip() for channel in channels for word in channel.split(",") if word.strip()]
    return ", ".join(dict.fromkeys(words))
