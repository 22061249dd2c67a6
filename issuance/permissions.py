"""One table: which role may do which deed; everything that writes asks `ensure` first."""

from enum import StrEnum

from issuance.domain.staff import NotPermitted, OtherOffice, Role
from issuance.models import Office, User


class Deed(StrEnum):
    REPORT_SYSTEM = "report_system"
    TAKE_FILING = "take_filing"
    CORRECT_FILING = "correct_filing"
    CONFIRM_INTEREST = "confirm_interest"
    CHECK_PAPER_FILING = "check_paper_filing"
    CERTIFY = "certify"
    PREPARE = "prepare"
    ISSUE = "issue"
    HAND_OVER = "hand_over"
    VOID = "void"
    PRINT = "print"
    APPROVE = "approve"
    RESUME_ISSUING = "resume_issuing"
    CHECK_VOIDS = "check_voids"
    ACKNOWLEDGE = "acknowledge"
    ACKNOWLEDGE_BY_TELEPHONE = "acknowledge_by_telephone"
    SEE_OWN_OFFICE = "see_own_office"
    SEND_MESSAGE = "send_message"
    RECONCILE = "reconcile"
    MATCH_NATION = "match_nation"
    STOP_MATCHING = "stop_matching"
    DECIDE = "decide"
    DECIDE_ABOVE = "decide_above"
    LOOK_AGAIN = "look_again"
    SETTLE_FILING = "settle_filing"
    IMPORT_LEDGER = "import_ledger"
    EXPORT_BACK_ENTRY = "export_back_entry"
    REBUILD_FILING = "rebuild_filing"
    NOTE_LOSS = "note_loss"
    DECLARE_OUTAGE = "declare_outage"
    DRAFT_ORDER = "draft_order"
    APPROVE_ORDER = "approve_order"
    WATCH_NATION = "watch_nation"
    CLOSE_OUTAGE = "close_outage"
    SIGN_CLOSING = "sign_closing"
    SIGN_ON_BEHALF = "sign_on_behalf"


_COUNTER = frozenset(
    {
        Deed.REPORT_SYSTEM,
        Deed.TAKE_FILING,
        Deed.CORRECT_FILING,
        Deed.CONFIRM_INTEREST,
        Deed.CHECK_PAPER_FILING,
        Deed.CERTIFY,
        Deed.PREPARE,
        Deed.ISSUE,
        Deed.HAND_OVER,
        Deed.VOID,
        Deed.PRINT,
        Deed.ACKNOWLEDGE,
        Deed.SEE_OWN_OFFICE,
        Deed.SEND_MESSAGE,
    }
)
_SUPERVISION = _COUNTER | {
    Deed.APPROVE,
    Deed.RESUME_ISSUING,
    Deed.CHECK_VOIDS,
    Deed.RECONCILE,
    Deed.STOP_MATCHING,
    Deed.DECIDE,
    Deed.DECIDE_ABOVE,
    Deed.LOOK_AGAIN,
    Deed.SETTLE_FILING,
    Deed.IMPORT_LEDGER,
    Deed.EXPORT_BACK_ENTRY,
    Deed.REBUILD_FILING,
    Deed.SIGN_CLOSING,
    Deed.SIGN_ON_BEHALF,
}

DEEDS: dict[Role, frozenset[Deed]] = {
    Role.CLERK: _COUNTER,
    Role.SUPERVISOR: _SUPERVISION,
    Role.HEAD: _SUPERVISION,
    Role.HEADQUARTERS: frozenset(
        {
            Deed.REPORT_SYSTEM,
            Deed.ACKNOWLEDGE_BY_TELEPHONE,
            Deed.IMPORT_LEDGER,
            Deed.MATCH_NATION,
            Deed.STOP_MATCHING,
            Deed.NOTE_LOSS,
            Deed.DECLARE_OUTAGE,
            Deed.DRAFT_ORDER,
            Deed.APPROVE_ORDER,
            Deed.WATCH_NATION,
            Deed.CLOSE_OUTAGE,
            Deed.SIGN_ON_BEHALF,
            Deed.DECIDE_ABOVE,
            Deed.LOOK_AGAIN,
        }
    ),
    Role.AUDITOR: frozenset({Deed.SEE_OWN_OFFICE, Deed.WATCH_NATION}),
}


def may(user: User, deed: Deed) -> bool:
    return user.is_active and deed in DEEDS[Role(user.role)]


def ensure(user: User, deed: Deed, office: Office | str | None = None) -> None:
    """Refuse a person whose role lacks the deed, or whose office is not the one where it is done."""
    if not may(user, deed):
        raise NotPermitted
    code = office.code if isinstance(office, Office) else office
    if code is not None and user.office_id != code:
        raise OtherOffice
