"""Give a 전산장애 사실확인서, and void one that was spoiled."""

import pytest

from issuance.actions import certificates, filings, outages
from issuance.domain.documents import VoidReason
from issuance.domain.filings import Relation
from issuance.domain.states import CertificateState, SystemState
from issuance.domain.verdicts import Standing
from issuance.models import Certificate, Paper
from issuance.queries.faults import all_faults
from tests import builders
from tests.builders import NOW
from tests.refusals import refused

pytestmark = pytest.mark.django_db

CLERK = "clerk-11110515-1"


def test_a_certificate_needs_a_system_that_is_marked_down_and_no_order() -> None:
    filing = builders.filing()
    with refused("system_is_up"):
        builders.certificate(filing)
    outages.report(builders.system(), SystemState.DOWN, by=builders.clerk(), at=builders.BEGAN)
    certificate = builders.certificate(filing)
    assert (certificate.state, certificate.paper.serial) == (
        CertificateState.ISSUED,
        "E-11110515-26-001-000002",
    )
    claims = certificate.paper.read_mark().claims
    assert (claims.expires_at, claims.filing_moment) == (None, int(filing.moment.timestamp()))
    assert builders.told(certificate) == [("certify", "", "issued", CLERK)]


@pytest.mark.parametrize("relation", [Relation.PROXY, Relation.CREDITOR, Relation.THIRD_PARTY])
def test_whoever_gets_no_provisional_document_gets_a_certificate(relation: Relation) -> None:
    builders.declared_outage()
    assert builders.certificate(builders.filing(relation=relation)).paper.series == "E"


def test_a_certificate_is_given_once() -> None:
    builders.declared_outage()
    filing = builders.filing()
    first = builders.certificate(filing)
    assert builders.certificate(filing) == first
    assert builders.last_sequence() == 2


def test_a_certificate_under_the_token_of_another_filing_is_refused() -> None:
    builders.declared_outage()
    one, other, token = builders.filing(), builders.filing(), builders.token()
    certificates.certify(one, by=builders.clerk(), at=NOW, token=token)
    with refused("other_content_under_token"):
        certificates.certify(other, by=builders.clerk(), at=NOW, token=token)
    assert Certificate.objects.count() == 1


def test_a_spoiled_certificate_keeps_its_number_and_another_is_given() -> None:
    builders.declared_outage()
    filing = builders.filing()
    certificate = builders.certificate(filing)
    certificates.void(
        certificate, reason=VoidReason.SPOILED, words="용지가 걸림", by=builders.clerk(), at=NOW
    )
    again = builders.certificate(filing)
    assert [(paper.serial[-6:], paper.status) for paper in Paper.objects.filter(series="E")] == [
        ("000002", Standing.VOIDED),
        ("000003", Standing.VALID),
    ]
    assert again != certificate
    assert builders.told(certificate)[-1] == ("void", "issued", "voided", CLERK)
    with refused("wrong_state"):
        certificates.void(
            certificate, reason=VoidReason.SPOILED, words="용지가 걸림", by=builders.clerk(), at=NOW
        )
    assert list(all_faults()) == []


def test_in_a_drill_what_the_drill_takes_down_is_down_and_nothing_else() -> None:
    drill = builders.declared_outage(("resident",), drill=True)
    played = filings.receive(builders.new_filing(), by=builders.clerk(), at=NOW, outage=drill)
    certificate = builders.certificate(played)
    assert certificate.paper.serial == "TE-11110515-26-901-000002"
    elsewhere = filings.receive(builders.new_filing(kind="LD02"), by=builders.clerk(), at=NOW, outage=drill)
    for untouched in (elsewhere, builders.filing()):
        with refused("system_is_up"):
            builders.certificate(untouched)
