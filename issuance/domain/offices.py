"""Offices: their levels, codes, and in whose name their paper is issued."""

import re

from issuance.domain.errors import IssuanceError
from issuance.domain.states import Labelled

HEADQUARTERS = "00000000"


class Level(Labelled):
    HEADQUARTERS = "headquarters", "본부"
    PROVINCE = "province", "시도"
    CITY = "city", "시군구"
    DISTRICT = "district", "일반구"
    TOWN = "town", "읍면동"
    BRANCH = "branch", "출장소"


class UnknownOffice(IssuanceError):
    code = "unknown_office"
    sentence = "기관코드 {office}는 목록에 없습니다. 8자리 코드를 확인해 주세요."


class NoBook(IssuanceError):
    code = "no_book"
    sentence = "{office}에 쓸 수 있는 발급대장이 없습니다. 팀장이 대장을 연 뒤 다시 해 주세요."


_HEADS = (
    (r"(구)$", r"\1청장"),
    (r"(특별시|광역시|특별자치시|시)$", r"\1장"),
    (r"군$", "군수"),
    (r"(도)$", r"\1지사"),
)


def head_of(full_name: str, *, acting: bool = False) -> str:
    """발급기관장 명의: 동장, 읍장, 면장, 구청장, 시장, 군수, 도지사, 출장소장 (직무대리 where one stands in)."""
    title = next(
        (re.sub(pattern, head, full_name) for pattern, head in _HEADS if re.search(pattern, full_name)),
        f"{full_name}장",
    )
    return f"{title} 직무대리" if acting else title
