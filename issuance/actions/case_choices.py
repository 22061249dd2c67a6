"""What may become of a case as it stands, and why not the rest."""

from issuance.domain import reconciliation as rules
from issuance.domain.errors import IssuanceError
from issuance.domain.matching import NAME, CaseVerdict
from issuance.domain.reconciliation import Decision
from issuance.models import Case


def ensure_fits(case: Case, decision: Decision) -> None:
    """Refuse a decision that the facts of the case, or the state of its paper, do not carry."""
    rules.ensure_decision_fits(
        decision,
        has_ledger_facts=case.entry_id is not None,
        differs=bool(case.differing) or case.verdict == CaseVerdict.NOT_FOUND,
        also_issued=case.issued_entry_id is not None,
        official_number=case.official_number,
        unpicked=is_unpicked(case),
        other_subject=_is_of_other_subject(case),
        unasked=_is_unasked(case),
        paper=case.document.state,
    )


def unfitting(case: Case) -> dict[Decision, str]:
    """The decisions that cannot be proposed as the case stands, each with the sentence that says why."""
    found = {}
    for decision in rules.choices_of(case.document.state):
        try:
            ensure_fits(case, decision)
        except IssuanceError as refusal:
            found[decision] = refusal.message
    return found


def fitting(case: Case) -> list[Decision]:
    """The decisions that can be proposed as the case stands, in the order in which they are offered."""
    refused = unfitting(case)
    return [decision for decision in rules.choices_of(case.document.state) if decision not in refused]


def is_unpicked(case: Case) -> bool:
    """There are rows that may be the paper's, and nobody has said which one is."""
    return bool(case.candidates) and case.verdict in (CaseVerdict.AMBIGUOUS, CaseVerdict.NOT_FOUND)


def is_under_another_name(case: Case) -> bool:
    """The number's own row has another name, and the person may be among the other candidates."""
    others = [one for one in case.candidates if one.get("entry") != str(case.entry_id)]
    return bool(others) and case.picked_by_id is None and NAME in case.differing


def _is_of_other_subject(case: Case) -> bool:
    """The row's number is another, and a notice could not print it: a parcel's, or one that came from no block."""
    if rules.NUMBER in case.differing:
        return case.entry is None or case.entry.row is None
    return rules.PARCEL in case.differing


def _is_unasked(case: Case) -> bool:
    """Name and number are both another's, as a twin's would be, and nobody outside has said whose paper it is."""
    if case.entry is None or NAME not in case.differing:
        return False
    is_same_number = case.entry.subject_key == case.document.filing.subject_key
    return not is_same_number and not case.inquiries.filter(answered_at__isnull=False).exists()
