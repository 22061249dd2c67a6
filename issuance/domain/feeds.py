"""Fetching from a main system over the network: its states, and what keeps it from beginning or ending."""

from issuance.domain.errors import IssuanceError
from issuance.domain.ledger import FileKind
from issuance.domain.states import Labelled

# What a main system tells of itself; answers come back with the batch that they answer.
FETCHED_KINDS = (FileKind.EXTRACT, FileKind.ISSUED, FileKind.RESTRICTIONS)
MOST_PAGES, MOST_BYTES = 20_000, 2 * 1024**3
GIVE_UP_AFTER = 100


class FetchState(Labelled):
    FETCHING = "fetching", "가져오는 중"
    FETCHED = "fetched", "모두 가져옴"
    STAGED = "staged", "미리보기"
    STOPPED = "stopped", "멈춤"


class FetchUnderWay(IssuanceError):
    code = "fetch_under_way"
    sentence = "이미 가져오고 있습니다. 진행 상황을 이 화면에서 확인해 주세요."


class FetchEnded(IssuanceError):
    code = "fetch_ended"
    sentence = "이미 끝난 가져오기입니다. 미리보기를 확인하거나 새로 가져와 주세요."


class FetchTooLarge(IssuanceError):
    code = "fetch_too_large"
    sentence = (
        "주 시스템이 보내는 자료가 너무 큽니다. 주 시스템 담당자에게 파일로 받아 명령으로 불러와 주세요."
    )


class NothingFetched(IssuanceError):
    code = "nothing_fetched"
    sentence = "주 시스템이 보낸 행이 없습니다. 기간과 주 시스템의 상태를 확인해 주세요."


class CursorRepeated(IssuanceError):
    code = "cursor_repeated"
    sentence = "주 시스템이 같은 쪽을 되풀이해 보냅니다. 주 시스템 담당자에게 알려 주세요."
