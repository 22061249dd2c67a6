"""Looking people up: how often within ten minutes, so that nobody leafs through the citizens of an office."""

from datetime import timedelta

from issuance.domain.errors import IssuanceError

WINDOW = timedelta(minutes=10)


class TooManyLookups(IssuanceError):
    code = "too_many_lookups"
    sentence = (
        "10분 동안 조회할 수 있는 건수({limit}건)를 넘었습니다. 잠시 뒤 다시 조회해 주세요."
        " 새 접수와 이미 연 건의 처리는 계속할 수 있습니다."
    )


def ensure_within_budget(count: int, limit: int) -> None:
    """Refuse the look-up that would be one too many; `count` is how many people were looked up, this one too."""
    if count > limit:
        raise TooManyLookups(limit=limit)
