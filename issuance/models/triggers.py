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


KEPT = (
    "issuance_accessrecord",
    "issuance_book",
    "issuance_case",
    "issuance_certificate",
    "issuance_correctionnotice",
    "issuance_delivery",
    "issuance_document",
    "issuance_evidence",
    "issuance_fallbackorder",
    "issuance_filing",
    "issuance_issuingstop",
    "issuance_journalentry",
    "issuance_nearmiss",
    "issuance_outage",
    "issuance_paper",
    "issuance_slip",
)
APPEND_ONLY = (
    "issuance_accessrecord",
    "issuance_evidence",
    "issuance_journalentry",
    "issuance_nearmiss",
    "issuance_slip",
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
        "filing_interest_fixed",
        "issuance_filing",
        "UPDATE",
        _changed("taken_by_id", "taken_by_name", "entered_by_id", "interest", "interest_found"),
        "who took a filing, and whose matter it is, never changes",
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
        + _changed("paper_id", "issued_by_id", "issued_at", "facts")
        + ")",
        "what a document was made under never changes",
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
    Trigger(
        "case_decider_did_not_issue",
        "issuance_case",
        "UPDATE",
        "NEW.decided_by_id IS NOT NULL AND"
        " NEW.decided_by_id = (SELECT issued_by_id FROM issuance_document WHERE id = NEW.document_id)",
        "the issuer of a paper does not decide its case",
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
