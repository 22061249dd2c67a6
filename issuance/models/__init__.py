"""The tables, their constraints and their state machines."""

from issuance.models.access import AccessRecord
from issuance.models.catalogue import DocumentKind, Holiday, MainSystem
from issuance.models.documents import Certificate, CorrectionNotice, Document
from issuance.models.filings import Filing
from issuance.models.journal import JournalEntry
from issuance.models.keys import PublishedList, SigningKey
from issuance.models.ledger import IssuedEntry, LedgerEntry, LedgerImport, RegistrationAnswer, Restriction
from issuance.models.near_misses import IssuingStop, NearMiss
from issuance.models.offices import Book, Office, Window
from issuance.models.orders import Delivery, FallbackOrder, OrderKind
from issuance.models.outages import Outage, OutageSystem, SystemReport
from issuance.models.paper_filings import Evidence
from issuance.models.papers import Paper
from issuance.models.reconciliation import Case
from issuance.models.slips import Slip
from issuance.models.staff import User
from issuance.models.verification import VerificationRecord, VerificationTries, Watch

__all__ = [
    "AccessRecord",
    "Book",
    "Case",
    "Certificate",
    "CorrectionNotice",
    "Delivery",
    "Document",
    "DocumentKind",
    "Evidence",
    "FallbackOrder",
    "Filing",
    "Holiday",
    "IssuedEntry",
    "IssuingStop",
    "JournalEntry",
    "LedgerEntry",
    "LedgerImport",
    "MainSystem",
    "NearMiss",
    "Office",
    "OrderKind",
    "Outage",
    "OutageSystem",
    "Paper",
    "PublishedList",
    "RegistrationAnswer",
    "Restriction",
    "SigningKey",
    "Slip",
    "SystemReport",
    "User",
    "VerificationRecord",
    "VerificationTries",
    "Watch",
    "Window",
]
