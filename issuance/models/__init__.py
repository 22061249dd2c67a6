"""The tables, their constraints and their state machines."""

from issuance.models.access import AccessRecord
from issuance.models.case_batches import CaseBatch, CaseBatchLine, CaseBatchSample
from issuance.models.case_files import CaseAttachment, CaseNote
from issuance.models.catalogue import DocumentKind, Holiday, MainSystem
from issuance.models.closings import ClosingStatement, OfficeClosing
from issuance.models.documents import Certificate, CorrectionNotice, Document
from issuance.models.feeds import FeedFetch, FeedPage
from issuance.models.filings import Filing
from issuance.models.journal import JournalEntry
from issuance.models.keys import PublishedList, SigningKey
from issuance.models.ledger import (
    ImportFault,
    IssuedEntry,
    LedgerEntry,
    LedgerImport,
    Restriction,
    StagedBlock,
)
from issuance.models.matching import Finding, FindingPage, MatchRun
from issuance.models.messages import Message
from issuance.models.near_misses import IssuingStop, NearMiss
from issuance.models.offices import Book, Office, Window
from issuance.models.orders import Delivery, FallbackOrder, OrderKind
from issuance.models.outages import Outage, OutageSystem, SystemReport
from issuance.models.paper_filings import Evidence
from issuance.models.papers import Paper
from issuance.models.reconciliation import Case, Inquiry
from issuance.models.registrations import (
    AnswerDoubt,
    BackEntryBatch,
    BackEntryLine,
    RegistrationAnswer,
    SendingConsent,
    SystemLoss,
)
from issuance.models.second_looks import LookDraw, SecondLook
from issuance.models.slips import Slip
from issuance.models.staff import User
from issuance.models.verification import VerificationRecord, VerificationTries, Watch

__all__ = [
    "AccessRecord",
    "AnswerDoubt",
    "BackEntryBatch",
    "BackEntryLine",
    "Book",
    "Case",
    "CaseAttachment",
    "CaseBatch",
    "CaseBatchLine",
    "CaseBatchSample",
    "CaseNote",
    "Certificate",
    "ClosingStatement",
    "CorrectionNotice",
    "Delivery",
    "Document",
    "DocumentKind",
    "Evidence",
    "FallbackOrder",
    "FeedFetch",
    "FeedPage",
    "Filing",
    "Finding",
    "FindingPage",
    "Holiday",
    "ImportFault",
    "Inquiry",
    "IssuedEntry",
    "IssuingStop",
    "JournalEntry",
    "LedgerEntry",
    "LedgerImport",
    "LookDraw",
    "MainSystem",
    "MatchRun",
    "Message",
    "NearMiss",
    "Office",
    "OfficeClosing",
    "OrderKind",
    "Outage",
    "OutageSystem",
    "Paper",
    "PublishedList",
    "RegistrationAnswer",
    "Restriction",
    "SecondLook",
    "SendingConsent",
    "SigningKey",
    "Slip",
    "StagedBlock",
    "SystemLoss",
    "SystemReport",
    "User",
    "VerificationRecord",
    "VerificationTries",
    "Watch",
    "Window",
]
