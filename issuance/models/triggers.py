"""Rules that the database holds by itself, whoever writes: triggers for SQLite and PostgreSQL.

A constraint sees one row; these see what must never change, and what stands in another table.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Trigger:
    """Refuse `event` on `table` where `condition` (SQL over NEW and OLD) holds; no condition: always."""

    name: str
    table: str
    event: str
    condition: str
    refusal: str


def _changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _had_a_hand(document: str, person: str) -> str:
    """Whether a person, by key, is one of those who made the paper or took its filing."""
    return (
        "EXISTS (SELECT 1 FROM issuance_document d JOIN issuance_filing f ON f.id = d.filing_id"
        f" WHERE d.id = {document} AND ({person} IN (d.prepared_by_id, d.approved_by_id, d.issued_by_id,"
        f" f.entered_by_id, f.confirmed_by_id, f.checked_by_id)"
        f" OR f.taken_by_name = '' AND f.taken_by_id = {person}))"
    )


_OFFICE_OF_CASE = "(SELECT d.office_id FROM issuance_document d WHERE d.id = NEW.document_id)"
_DECIDED_ELSEWHERE = (
    "((SELECT u.office_id FROM issuance_user u WHERE u.id = NEW.decided_by_id)"
    f" <> COALESCE(NEW.above_id, {_OFFICE_OF_CASE})"
    f" OR NEW.decision = 'revoke' AND NEW.above_id = {_OFFICE_OF_CASE})"
)
_PROPOSER = ("grounds", "above_id", "proposed_by_id", "proposed_at")
_NOT_DECIDED_FOR_IT = (
    "NOT EXISTS (SELECT 1 FROM issuance_case c WHERE c.document_id = NEW.id"
    " AND c.state IN ('decided', 'settled') AND c.decision = CASE NEW.state"
    " WHEN 'confirmed' THEN 'confirm' WHEN 'corrected' THEN 'correct' ELSE 'revoke' END)"
)


def _closed(outage: str, document: str = "") -> str:
    """Whether an outage, by key, is closed; with a document: and no case was opened on it since."""
    later = f" AND NOT EXISTS (SELECT 1 FROM issuance_case c WHERE c.document_id IN {document} AND c.id > s.last_case)"
    return (
        f"EXISTS (SELECT 1 FROM issuance_closingstatement s WHERE s.outage_id = {outage}"
        f"{later if document else ''})"
    )


def _open(outage: str, office: str = "") -> str:
    """Whether an outage, by key, has a paper or a filing without its end, at one office where one is named."""
    of_office = f" AND {{row}}.office_id = {office}" if office else ""
    return (
        "(EXISTS (SELECT 1 FROM issuance_document d JOIN issuance_fallbackorder o ON o.id = d.order_id"
        f" WHERE o.outage_id = {outage} AND d.state IN"
        f" ('prepared', 'awaiting_approval', 'issued', 'handed_over'){of_office.format(row='d')})"
        " OR EXISTS (SELECT 1 FROM issuance_filing f"
        f" WHERE f.outage_id = {outage} AND f.state = 'received'{of_office.format(row='f')}))"
    )


_OUTAGE_OF_ORDER = "(SELECT outage_id FROM issuance_fallbackorder WHERE id = NEW.order_id)"
_OUTAGE_OF_FILING = "(SELECT outage_id FROM issuance_filing WHERE id = NEW.filing_id)"

KEPT = (
    "issuance_accessrecord",
    "issuance_answerdoubt",
    "issuance_backentrybatch",
    "issuance_backentryline",
    "issuance_book",
    "issuance_case",
    "issuance_caseattachment",
    "issuance_casebatch",
    "issuance_casebatchline",
    "issuance_casebatchsample",
    "issuance_casenote",
    "issuance_certificate",
    "issuance_closingstatement",
    "issuance_correctionnotice",
    "issuance_delivery",
    "issuance_document",
    "issuance_evidence",
    "issuance_fallbackorder",
    "issuance_filing",
    "issuance_finding",
    "issuance_findingpage",
    "issuance_inquiry",
    "issuance_issuingstop",
    "issuance_journalentry",
    "issuance_lookdraw",
    "issuance_matchrun",
    "issuance_message",
    "issuance_nearmiss",
    "issuance_officeclosing",
    "issuance_outage",
    "issuance_paper",
    "issuance_registrationanswer",
    "issuance_secondlook",
    "issuance_sendingconsent",
    "issuance_slip",
    "issuance_systemloss",
)
APPEND_ONLY = (
    "issuance_accessrecord",
    "issuance_caseattachment",
    "issuance_casenote",
    "issuance_closingstatement",
    "issuance_evidence",
    "issuance_finding",
    "issuance_findingpage",
    "issuance_importfault",
    "issuance_journalentry",
    "issuance_lookdraw",
    "issuance_nearmiss",
    "issuance_registrationanswer",
    "issuance_slip",
    "issuance_stagedblock",
)

TRIGGERS = (
    *(Trigger(f"{table}_kept", table, "DELETE", "", "rows are kept") for table in KEPT),
    *(Trigger(f"{table}_written_once", table, "UPDATE", "", "append only") for table in APPEND_ONLY),
    Trigger(
        "filing_moment_fixed",
        "issuance_filing",
        "UPDATE",
        _changed("moment", "begun_at", "sent_at", "paper_moment", "subject_key", "kind_id", "office_id"),
        "the moment of a filing never changes",
    ),
    Trigger(
        "filing_rebuilt_fixed",
        "issuance_filing",
        "UPDATE",
        _changed("rebuilt_from", "rebuilt_mark"),
        "from which receipt a filing was rebuilt never changes",
    ),
    Trigger(
        "batch_frozen",
        "issuance_backentrybatch",
        "UPDATE",
        _changed(
            "number", "outage_id", "office_id", "system_id", "sha256", "byte_count", "row_count", "made_at"
        ),
        "a batch is frozen when it is made",
    ),
    Trigger(
        "line_frozen",
        "issuance_backentryline",
        "UPDATE",
        _changed("batch_id", "number", "filing_id", "receipt", "name", "outcome", "clerk", "again")
        + " OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at",
        "a line of a batch is frozen when it is made",
    ),
    Trigger(
        "doubt_settled_once",
        "issuance_answerdoubt",
        "UPDATE",
        "OLD.settled_at IS NOT NULL OR " + _changed("answer_id", "filing_id", "number_before", "opened_at"),
        "a doubt is settled once",
    ),
    Trigger(
        "filing_interest_fixed",
        "issuance_filing",
        "UPDATE",
        _changed("taken_by_id", "taken_by_name", "entered_by_id", "interest", "interest_found"),
        "who took a filing, and whose matter it is, never changes",
    ),
    Trigger(
        "filing_second_clerk_fixed",
        "issuance_filing",
        "UPDATE",
        f"OLD.confirmed_by_id IS NOT NULL AND {_changed('confirmed_by_id')}"
        f" OR OLD.checked_by_id IS NOT NULL AND {_changed('checked_by_id')}",
        "who confirmed or checked a filing never changes",
    ),
    Trigger(
        "paper_frozen",
        "issuance_paper",
        "UPDATE",
        _changed(
            "book_id",
            "sequence",
            "series",
            "serial",
            "check_number",
            "sheet",
            "sheet_digest",
            "mark",
            "issued_at",
            "filing_id",
            "corrects_id",
            "expires_at",
        ),
        "a paper is frozen when it is made",
    ),
    Trigger(
        "paper_invalid_for_ever",
        "issuance_paper",
        "UPDATE",
        "OLD.status = 1 AND NEW.status <> 1",
        "a paper that is void never comes back",
    ),
    Trigger(
        "book_never_back",
        "issuance_book",
        "UPDATE",
        "NEW.last_sequence < OLD.last_sequence OR NEW.journal_length < OLD.journal_length",
        "a book never goes back",
    ),
    Trigger(
        "document_is_provisional",
        "issuance_document",
        "INSERT",
        "(SELECT output_class FROM issuance_documentkind WHERE id = NEW.kind_id) <> 'P'",
        "only a kind of class P has a document",
    ),
    Trigger(
        "document_keeps_its_rules",
        "issuance_document",
        "UPDATE",
        _changed("kind_id", "order_id", "filing_id", "prepared_by_id")
        + " OR OLD.paper_id IS NOT NULL AND ("
        + _changed(
            "paper_id", "approved_by_id", "issued_by_id", "issued_at", "facts", "fact_sources", "row_digest"
        )
        + ")",
        "what a document was made under never changes",
    ),
    Trigger(
        "document_ended_by_two",
        "issuance_document",
        "UPDATE",
        f"NEW.state IN ('confirmed', 'corrected', 'revoked') AND {_changed('state')} AND {_NOT_DECIDED_FOR_IT}",
        "a document ends as its case was decided",
    ),
    Trigger(
        "document_prepared_in_person",
        "issuance_document",
        "INSERT",
        "(SELECT relation FROM issuance_filing WHERE id = NEW.filing_id) NOT IN ('self', 'household')",
        "a proxy or a third party gets no provisional document",
    ),
    Trigger(
        "document_seen_by_a_second_clerk",
        "issuance_document",
        "UPDATE",
        "NEW.paper_id IS NOT NULL AND OLD.paper_id IS NULL AND EXISTS ("
        "SELECT 1 FROM issuance_filing WHERE id = NEW.filing_id AND"
        " ((interest OR interest_found) AND confirmed_by_id IS NULL"
        " OR paper_moment IS NOT NULL AND checked_by_id IS NULL))",
        "an interest is confirmed and a paper filing checked before a document is issued",
    ),
    *(
        Trigger(
            f"case_decider_had_no_hand_{event.lower()}",
            "issuance_case",
            event,
            "NEW.decided_by_id IS NOT NULL AND " + _had_a_hand("NEW.document_id", "NEW.decided_by_id"),
            "whoever had a hand in a paper does not decide its case",
        )
        for event in ("INSERT", "UPDATE")
    ),
    Trigger(
        "case_begins_open",
        "issuance_case",
        "INSERT",
        "NEW.state <> 'open'",
        "a case begins open",
    ),
    Trigger(
        "case_decided_where_it_belongs_insert",
        "issuance_case",
        "INSERT",
        "NEW.decided_by_id IS NOT NULL AND " + _DECIDED_ELSEWHERE,
        "a case is decided by its own office, or by the one above",
    ),
    Trigger(
        "case_decided_where_it_belongs_update",
        "issuance_case",
        "UPDATE",
        f"NEW.decided_by_id IS NOT NULL AND ({_changed('decided_by_id', 'above_id', 'decision')}) AND "
        + _DECIDED_ELSEWHERE,
        "a case is decided by its own office, or by the one above",
    ),
    Trigger(
        "case_fixed",
        "issuance_case",
        "UPDATE",
        _changed("document_id", "follows_id", "opened_at"),
        "of which paper a case is never changes",
    ),
    Trigger(
        "case_decided_as_proposed",
        "issuance_case",
        "UPDATE",
        "NEW.state = 'decided' AND OLD.state NOT IN ('proposed', 'decided')"
        " OR NEW.state = 'settled' AND OLD.state NOT IN ('decided', 'settled')"
        " OR OLD.state = 'proposed' AND ("
        f"NEW.state IN ('decided', 'returned') AND ({_changed('decision', *_PROPOSER)})"
        f" OR NEW.state = 'decided' AND {_changed('reason')}"
        # Whoever overrules proposes something else, in the own name.
        f" OR NEW.state = 'proposed' AND ({_changed('decision', 'reason', *_PROPOSER)})"
        f" AND NOT ({_changed('decision')} AND {_changed('proposed_by_id')}))",
        "what is decided is what somebody else proposed",
    ),
    Trigger(
        "case_picker_stays",
        "issuance_case",
        "UPDATE",
        f"{_changed('picked_by_id')} AND (NEW.picked_by_id IS NULL OR OLD.state NOT IN ('open', 'returned'))",
        "who picked the row of a case stays",
    ),
    Trigger(
        "case_decided_for_good",
        "issuance_case",
        "UPDATE",
        "OLD.state = 'settled' AND (NEW.state <> 'settled' OR NEW.settled_at IS DISTINCT FROM OLD.settled_at)"
        " OR OLD.state IN ('decided', 'settled')"
        " AND NEW.state IN ('decided', 'settled') AND ("
        + _changed(
            "decision",
            "grounds",
            "reason",
            "above_id",
            "proposed_by_id",
            "decided_by_id",
            "decided_at",
            "takes_effect_at",
            "verdict",
            "differing",
            "issued_entry_id",
            "official_number",
        )
        + f" OR OLD.entry_id IS NOT NULL AND {_changed('entry_id')})",
        "what was decided is changed by a new case alone",
    ),
    Trigger(
        "inquiry_decider_had_no_hand",
        "issuance_inquiry",
        "INSERT",
        _had_a_hand("(SELECT document_id FROM issuance_case WHERE id = NEW.case_id)", "NEW.decided_by_id")
        + " OR EXISTS (SELECT 1 FROM issuance_case c WHERE c.id = NEW.case_id"
        " AND NEW.decided_by_id IN (c.proposed_by_id, c.picked_by_id))",
        "whoever had a hand in a paper does not decide its case",
    ),
    Trigger(
        "inquiry_asked_once",
        "issuance_inquiry",
        "UPDATE",
        _changed("case_id", "decision", "grounds", "reason", "proposed_by_id", "decided_by_id", "at")
        + " OR OLD.answered_at IS NOT NULL AND ("
        + _changed("answer", "answered_by_id", "answered_at")
        + ")",
        "what was asked and answered never changes",
    ),
    Trigger(
        "case_batch_fixed",
        "issuance_casebatch",
        "UPDATE",
        _changed(
            "office_id", "verdict", "differing", "decision", "grounds", "reason", "above_id", "proposed_by_id"
        )
        + " OR OLD.decided_by_id IS NOT NULL AND "
        + _changed("decided_by_id"),
        "what a batch proposes never changes",
    ),
    Trigger(
        "case_batch_sample_drawn_once",
        "issuance_casebatchsample",
        "UPDATE",
        _changed("batch_id", "person_id", "seed", "pool_size", "case_id", "drawn_at")
        + " OR OLD.looked_at IS NOT NULL AND "
        + _changed("looked_at"),
        "a sample is drawn once",
    ),
    Trigger(
        "look_by_a_fresh_person",
        "issuance_secondlook",
        "UPDATE",
        "NEW.by_id IS NOT NULL AND EXISTS (SELECT 1 FROM issuance_case WHERE id = NEW.case_id"
        " AND NEW.by_id IN (proposed_by_id, decided_by_id, picked_by_id)) OR "
        + _had_a_hand("(SELECT document_id FROM issuance_case WHERE id = NEW.case_id)", "NEW.by_id"),
        "nobody who dealt with a case or its paper looks a second time",
    ),
    Trigger(
        "look_done_once",
        "issuance_secondlook",
        "UPDATE",
        _changed("draw_id", "case_id")
        + " OR OLD.done_at IS NOT NULL AND ("
        + _changed("by_id", "judgement", "words", "outcome", "done_at")
        + ")",
        "a second look is done once",
    ),
    Trigger(
        "message_frozen",
        "issuance_message",
        "UPDATE",
        _changed(
            "case_id",
            "office_id",
            "notice_id",
            "drill",
            "occasion",
            "audience",
            "channel",
            "token",
            "recipient",
            "recipient_shown",
            "subject",
            "body",
            "drafted_by_id",
            "drafted_at",
        )
        + " OR OLD.state = 'sent'",
        "a message is frozen when it is drafted",
    ),
    Trigger(
        "document_of_closed_outage",
        "issuance_document",
        "UPDATE",
        f"({_changed('state', 'fee_due', 'fee_waived', 'fee_to_refund')})"
        f" AND {_closed(_OUTAGE_OF_ORDER, '(NEW.id)')}",
        "after closing a document changes by a new case alone",
    ),
    Trigger(
        "document_after_closing",
        "issuance_document",
        "INSERT",
        _closed(_OUTAGE_OF_ORDER),
        "a closed outage takes no document",
    ),
    Trigger(
        "filing_of_closed_outage",
        "issuance_filing",
        "UPDATE",
        f"({_changed('state', 'outage_id')}) AND ({_closed('OLD.outage_id')} OR {_closed('NEW.outage_id')})",
        "after closing a filing does not change",
    ),
    Trigger(
        "filing_after_closing",
        "issuance_filing",
        "INSERT",
        _closed("NEW.outage_id"),
        "a closed outage takes no filing",
    ),
    Trigger(
        "paper_of_closed_outage",
        "issuance_paper",
        "UPDATE",
        f"({_changed('status', 'voided_at')}) AND "
        + _closed(_OUTAGE_OF_FILING, "(SELECT d.id FROM issuance_document d WHERE d.paper_id = NEW.id)"),
        "after closing a paper changes by a new case alone",
    ),
    Trigger(
        "paper_after_closing",
        "issuance_paper",
        "INSERT",
        _closed(
            _OUTAGE_OF_FILING, "(SELECT d.id FROM issuance_document d WHERE d.paper_id = NEW.corrects_id)"
        ),
        "a closed outage takes no number but that of a correction",
    ),
    Trigger(
        "outage_closed_with_nothing_open",
        "issuance_outage",
        "UPDATE",
        f"NEW.state = 'closed' AND OLD.state <> 'closed' AND {_open('NEW.id')}",
        "an outage is closed when nothing of it is open",
    ),
    *(
        Trigger(
            f"closing_signed_with_nothing_open_{event.lower()}",
            "issuance_officeclosing",
            event,
            f"NEW.state = 'signed'{since} AND {_open('NEW.outage_id', 'NEW.office_id')}",
            "an office signs when nothing of it is open",
        )
        for event, since in (("INSERT", ""), ("UPDATE", " AND OLD.state <> 'signed'"))
    ),
    Trigger(
        "outage_closed_for_good",
        "issuance_outage",
        "UPDATE",
        f"OLD.state = 'closed' AND ({_changed('state', 'sums', 'closed_at', 'number', 'title')})",
        "a closed outage stays as it was closed",
    ),
    *(
        Trigger(
            f"closing_of_closed_outage_{event.lower()}",
            "issuance_officeclosing",
            event,
            _closed("NEW.outage_id"),
            "what was signed for a closed outage never changes",
        )
        for event in ("INSERT", "UPDATE")
    ),
    Trigger(
        "statement_of_signed_offices",
        "issuance_closingstatement",
        "INSERT",
        "EXISTS (SELECT 1 FROM issuance_officeclosing WHERE outage_id = NEW.outage_id AND state <> 'signed')",
        "an outage is closed when every office has signed",
    ),
    Trigger(
        "import_kept",
        "issuance_ledgerimport",
        "DELETE",
        "OLD.state <> 'staging'",
        "a file that was read to its end is kept",
    ),
    Trigger(
        "import_fixed",
        "issuance_ledgerimport",
        "UPDATE",
        _changed("sha256", "file_kind", "snapshot", "outage_id", "scope", "imported_by_id")
        + " OR OLD.state IN ('done', 'dropped') AND ("
        + _changed("state", "confirmed_by_id")
        + ")",
        "what a file was, and how it ended, never changes",
    ),
    Trigger(
        "outage_drill_fixed",
        "issuance_outage",
        "UPDATE",
        _changed("drill"),
        "a drill stays a drill",
    ),
)


def create(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger; those that stand already are made anew.

    A migration that alters a table drops them first and creates them at its end. Those of a table that
    only a later migration makes are left to it.
    """
    drop(connection)
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in TRIGGERS:
            if trigger.table not in tables:
                continue
            for statement in _statements(trigger, connection.vendor):
                cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away, for a test that must empty its tables or plant a fault."""
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            of_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{of_table}")


def _statements(trigger: Trigger, vendor: str) -> Iterator[str]:
    head = f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} FOR EACH ROW"
    if vendor == "sqlite":
        condition = trigger.condition.replace("IS DISTINCT FROM", "IS NOT")
        when = f" WHEN {condition}" if condition else ""
        yield f"{head}{when} BEGIN SELECT RAISE(ABORT, '{trigger.refusal}'); END"
        return
    # A WHEN clause of PostgreSQL may not look into another table, so the function asks.
    result = "OLD" if trigger.event == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {trigger.condition or 'TRUE'} THEN"
        f" RAISE EXCEPTION '{trigger.refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {result}; END $$"
    )
    yield f"{head} EXECUTE FUNCTION {trigger.name}()"
