"""How each verdict is shown, on the public page and in the exported file alike."""

from dataclasses import dataclass

from issuance.domain.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """An icon, a look, and what to do next; the words stand beside the icon, since colour alone says nothing.

    `advice` is for whoever is handed the paper, `holder` for the one whose paper it is.
    """

    icon: str
    look: str
    advice: str
    holder: str = ""


SHOWN = {
    Verdict.VALID: Shown(
        "✓", "success", "이 문서는 지금 유효합니다. 아래 내용이 종이와 같은지 견주어 주세요."
    ),
    Verdict.EXPIRED: Shown(
        "⏱", "warning", "진짜 문서이지만 유효기한이 지났습니다. 정식 서류를 요청해 주세요."
    ),
    Verdict.SUSPENDED: Shown(
        "‖", "warning", "발급기관이 이 문서를 다시 살피고 있습니다. 결정된 뒤 다시 확인해 주세요."
    ),
    Verdict.NOT_YET_SYNCED: Shown(
        "…", "warning", "지금은 유효한지 알 수 없습니다. 발급기관에 전화로 확인해 주세요."
    ),
    Verdict.SUPERSEDED: Shown(
        "↷",
        "error",
        "내용이 정정된 문서입니다. 받지 말고 정정된 문서를 요청해 주세요.",
        "본인의 문서라면 대신할 문서를 내 주세요. 받지 못하셨으면 신분증을 가지고 발급기관에 오시거나 전화해 주세요.",
    ),
    Verdict.VOIDED: Shown(
        "✕",
        "error",
        "폐기되거나 취소된 문서입니다. 받지 마세요.",
        "본인의 문서라면 더는 쓰지 마시고, 신분증을 가지고 발급기관에 오셔서 정식 서류와 내신 수수료를 문의해 주세요.",
    ),
    Verdict.KEY_REVOKED: Shown(
        "✕",
        "error",
        "서명한 열쇠가 폐지되어 믿을 수 없습니다. 발급기관에 확인해 주세요.",
        "본인의 문서라면 발급기관에 오셔서 다시 발급받아 주세요.",
    ),
    Verdict.INVALID: Shown(
        "✕", "error", "위조되었거나 내용이 바뀐 문서입니다. 받지 말고 발급기관에 알려 주세요."
    ),
    Verdict.UNKNOWN_KEY: Shown("✕", "error", "아는 기관이 서명한 문서가 아닙니다. 받지 마세요."),
    Verdict.UNREADABLE: Shown("?", "warning", "부호를 읽지 못했습니다. 문서의 진위는 아직 알 수 없습니다."),
    Verdict.NOT_FOUND: Shown(
        "?", "error", "문서확인번호와 생년월일이 맞는 문서가 없습니다. 두 가지를 다시 확인해 주세요."
    ),
}
