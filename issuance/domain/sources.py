"""Sources: which paper the facts of a provisional document were read from, each fact its own where they differ."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from issuance.domain.documents import Source
from issuance.domain.errors import IssuanceError
from issuance.domain.resident_numbers import ensure_none_open

PAPER_SOURCES = (Source.PAPER_REGISTER, Source.OFFICIAL_ORIGINAL, Source.RECENT_COPY)


class SourceNotPaper(IssuanceError):
    code = "source_not_paper"
    sentence = (
        "‘{fact}’ 칸의 근거 자료는 종이대장, 공문서 원본, 최근의 정식 서류 가운데 하나여야 합니다."
        " 지역사본으로 작성하려면 근거 자료를 다시 골라 주세요."
    )


class SourceIncomplete(IssuanceError):
    code = "source_incomplete"
    sentence = "‘{fact}’ 칸만 다른 자료를 보았으면 그 자료의 종류와 기준일시, 근거 문서를 모두 적어 주세요."


@dataclass(frozen=True, slots=True)
class Origin:
    """One source as it was read: which kind, when it was true, and which paper it was."""

    source: Source
    as_of: datetime
    note: str = ""

    def stored(self) -> dict[str, str]:
        return {"source": self.source.value, "as_of": self.as_of.isoformat(), "note": self.note}


def restored(stored: Mapping[str, Mapping[str, str]]) -> dict[str, Origin]:
    """The origins of single facts as a document keeps them."""
    return {
        fact: Origin(Source(said["source"]), datetime.fromisoformat(said["as_of"]), said["note"])
        for fact, said in stored.items()
    }


def ensure_origins(single: Mapping[str, Origin], *, of_most: Source, facts: Collection[str]) -> None:
    """Refuse another source for a fact that the kind does not have, or where either of the two is no paper."""
    for fact, origin in single.items():
        if of_most not in PAPER_SOURCES or origin.source not in PAPER_SOURCES or fact not in facts:
            raise SourceNotPaper(fact=fact)
        if not origin.note.strip():
            raise SourceIncomplete(fact=fact)
        ensure_none_open({f"{fact}의 근거 문서": origin.note})


def weakest(origins: Collection[Origin]) -> Origin:
    """The source that stands for all: the last in the order of trust, and of those the oldest."""
    return min(origins, key=lambda origin: (-int(origin.source), origin.as_of))


def oldest(origins: Collection[Origin]) -> datetime:
    return min(origin.as_of for origin in origins)
