"""The letter of a message: what became of a paper, what its holder or receiver does next, and whom to ask."""

from dataclasses import asdict, dataclass
from typing import Any

from issuance.domain.messages import Audience, Occasion, Occurrence
from issuance.domain.names import masked_name, with_particle
from issuance.domain.papers import SEOUL, printed_moment, printed_money
from issuance.domain.sheets import Row, composed
from issuance.domain.wording import printed_date

_APPEAL = (
    "이 처리에 이의가 있으시면 「행정심판법」 제27조에 따라 처리가 있음을 아신 날부터 90일 안에 행정심판을 청구하실 수"
    " 있습니다."
)
_NEVER_ASKED = "저희는 전화나 문자로 주민등록번호나 계좌 비밀번호를 묻지 않습니다."


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is frozen when it is drafted; `recipient` is an address line (where known) and a name."""

    office: str
    recipient: tuple[str, ...]
    title: str
    opening: str
    rows: tuple[Row, ...]
    paragraphs: tuple[str, ...]
    dated: str
    signed_by: str
    contact: str
    reference: str
    drill: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def restored(stored: dict[str, Any]) -> Letter:
    """The letter of its stored JSON."""
    return Letter(
        **{
            **stored,
            "recipient": tuple(stored["recipient"]),
            "rows": tuple(Row(**row) for row in stored["rows"]),
            "paragraphs": tuple(stored["paragraphs"]),
        }
    )


def letter_to(audience: Audience, occurrence: Occurrence, *, signed_by: str, contact: str) -> Letter:
    """The letter in the name of the office that issued the paper."""
    to_citizen = audience == Audience.CITIZEN
    title, opening, paragraphs = _to_citizen(occurrence) if to_citizen else _to_receiver(occurrence)
    name = f"{occurrence.citizen} 귀하" if to_citizen else f"{occurrence.receiver} 귀중"
    recipient = (occurrence.address, name) if to_citizen and occurrence.address else (name,)
    letter: Letter = composed(
        Letter(
            office=occurrence.office,
            recipient=recipient,
            title=title,
            opening=opening,
            rows=_rows(audience, occurrence),
            paragraphs=paragraphs,
            dated=printed_date(occurrence.at.astimezone(SEOUL).date()),
            signed_by=signed_by,
            contact=contact,
            reference=f"관련 문서  {occurrence.serial}",
            drill=occurrence.drill,
        )
    )
    return letter


def _rows(audience: Audience, occurrence: Occurrence) -> tuple[Row, ...]:
    occasion = occurrence.occasion
    rows = [Row("문서번호", f"임시확인서 {occurrence.serial}"), Row("서류", occurrence.kind)]
    if audience == Audience.RECEIVER:
        rows.append(Row("신청인", masked_name(occurrence.citizen)))
    rows.append(Row("발급일시", printed_moment(occurrence.issued_at)))
    if audience == Audience.RECEIVER:
        rows += [Row("바뀐 상태", occasion.label), Row("바뀐 때", printed_moment(occurrence.at))]
    if occurrence.correction_serial:
        rows.append(Row("정정 통지서", occurrence.correction_serial))
    if occurrence.official_number:
        rows.append(Row("정식 발급번호", occurrence.official_number))
    if audience == Audience.RECEIVER:
        return tuple(rows)
    if occurrence.differing and occasion in (Occasion.CORRECTED, Occasion.ASKED):
        label = "정정한 항목" if occasion == Occasion.CORRECTED else "확인할 항목"
        rows.append(Row(label, ", ".join(occurrence.differing)))
    if occurrence.reason and occasion in (Occasion.CORRECTED, Occasion.REVOKED):
        rows.append(Row(f"{occasion.label} 사유", occurrence.reason))
    if occurrence.refund:
        rows.append(Row("돌려드릴 수수료", printed_money(occurrence.refund)))
    if occurrence.answer_by:
        rows.append(Row("확인 기한", printed_date(occurrence.answer_by)))
    return tuple(rows)


def _to_citizen(occurrence: Occurrence) -> tuple[str, str, tuple[str, ...]]:
    issued = "정보시스템 장애 때 발급해 드린 임시확인서"
    title, opening, next_step = {
        Occasion.CORRECTED: (
            "임시확인서 정정 안내",
            f"{issued}를 복구된 원장과 대조하였더니 다른 내용이 있어, 아래와 같이 정정하였음을 알려 드립니다.",
            "종전 임시확인서는 더는 쓸 수 없습니다. 이미 제출하신 곳에는 함께 드리는 정정 통지서를 내 주세요.",
        ),
        Occasion.REPLACED: (
            "임시확인서의 정식 서류 대체 안내",
            f"{issued}와 같은 서류가 주 시스템에서 정식으로 발급되어 있어, 임시확인서를 정식 서류로 대체하였음을"
            " 알려 드립니다.",
            "임시확인서는 더는 쓸 수 없습니다. 이미 제출하신 곳에는 정식 서류를 다시 내 주세요.",
        ),
        Occasion.REVOKED: (
            "임시확인서 취소 안내",
            f"{issued}를 복구된 원장과 대조한 결과, 아래와 같이 취소하였음을 알려 드립니다.",
            "이 임시확인서는 더는 쓸 수 없습니다. 가지고 계신 문서는 창구에 돌려주시거나 폐기해 주세요."
            " 서류가 필요하시면 신분증을 가지고 창구에 오시거나 아래 연락처로 문의해 주세요.",
        ),
        Occasion.ASKED: (
            "임시확인서 내용 확인 요청",
            f"{issued}의 내용을 복구된 원장과 대조하는 가운데 본인께 확인할 것이 있어 알려 드립니다.",
            "기한 안에 신분증과 임시확인서를 가지고 창구에 오시거나 아래 연락처로 전화해 주세요.",
        ),
    }[occurrence.occasion]
    paragraphs = [next_step]
    if occurrence.occasion == Occasion.ASKED:
        return title, opening, (*paragraphs, _NEVER_ASKED)
    if occurrence.receiver:
        paragraphs.append(f"제출처로 적어 주신 {occurrence.receiver}에는 저희가 따로 알립니다.")
    if occurrence.refund:
        paragraphs.append(
            f"내신 수수료 {with_particle(printed_money(occurrence.refund), '을/를')} 돌려드립니다."
            " 신분증을 가지고 창구에 오시거나 아래 연락처로 받으실 방법을 알려 주세요."
        )
    return title, opening, (*paragraphs, _APPEAL)


def _to_receiver(occurrence: Occurrence) -> tuple[str, str, tuple[str, ...]]:
    instead = {
        Occasion.CORRECTED: "이 문서를 근거로 쓰지 마시고, 신청인에게서 정정 통지서를 받아 함께 보관해 주세요.",
        Occasion.REPLACED: "이 문서를 근거로 쓰지 마시고, 신청인에게서 정식 서류를 받아 주세요.",
        Occasion.REVOKED: "이 문서를 근거로 쓰지 마시고, 이미 하신 일이 있으면 신청인에게서 정식 서류를 받아 다시"
        " 확인해 주세요.",
        Occasion.ASKED: "결정된 뒤 다시 알려 드립니다.",
    }[occurrence.occasion]
    return (
        "임시확인서 상태 변경 통보",
        "정보시스템 장애 때 우리 기관이 발급한 임시확인서 가운데 귀 기관을 제출처로 적은 문서의 상태가 아래와 같이"
        " 바뀌어 알려 드립니다.",
        (
            instead,
            f"문서의 지금 상태는 {occurrence.realm_url}/verify/ 에서 진위확인 부호나 문서확인번호로 확인하실 수"
            " 있습니다.",
        ),
    )
