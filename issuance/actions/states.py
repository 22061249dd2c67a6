"""Take one edge of a state machine, and say in a clerk's words where there is none."""

from django.db import models
from django_fsm import TransitionNotAllowed

from issuance.domain.outages import WrongState


def transit(row: models.Model, verb: str) -> str:
    """Call the transition `verb` of a locked row and return the state it left."""
    before = str(row.state)  # type: ignore[attr-defined]
    try:
        getattr(row, verb)()
    except TransitionNotAllowed as refusal:
        raise WrongState(state=row.get_state_display()) from refusal  # type: ignore[attr-defined]
    return before
