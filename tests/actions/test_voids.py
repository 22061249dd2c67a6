"""Another person looks at a number that was voided."""

import pytest

from issuance.actions import documents, papers
from issuance.domain.documents import VoidReason
from issuance.models import Paper
from issuance.queries.papers import voids_to_check
from tests import builders
from tests.builders import NOW, TOWN, Counter
from tests.refusals import refused, refused_by_database

pytestmark = pytest.mark.django_db


def voided(counter: Counter) -> Paper:
    document = builders.issued_document(counter)
    done = documents.void(document, reason=VoidReason.SPOILED, words="용지가 걸림", by=counter.clerk, at=NOW)
    assert done.paper is not None
    return done.paper


def test_a_voided_number_waits_until_another_person_has_looked_at_it() -> None:
    counter = builders.counter()
    paper = voided(counter)
    assert list(voids_to_check(TOWN)) == [paper]
    checked = papers.check_void(paper, by=counter.supervisor, at=NOW)
    assert (checked.void_checked_by, checked.void_checked_at) == (counter.supervisor, NOW)
    assert list(voids_to_check(TOWN)) == []
    assert builders.told(paper) == [("check_void", "voided", "checked", counter.supervisor.username)]


def test_what_is_no_void_was_checked_before_or_is_ones_own_is_refused() -> None:
    counter = builders.counter()
    standing = builders.issued_document(counter).paper
    assert standing is not None
    with refused("not_voided"):
        papers.check_void(standing, by=counter.supervisor, at=NOW)
    paper = voided(counter)
    with refused("not_permitted"):
        papers.check_void(paper, by=builders.clerk(number=2), at=NOW)
    with refused("other_office"):
        papers.check_void(paper, by=builders.supervisor(builders.NEIGHBOUR), at=NOW)
    papers.check_void(paper, by=counter.supervisor, at=NOW)
    with refused("void_already_checked"):
        papers.check_void(paper, by=builders.head(), at=NOW)


def test_a_supervisor_does_not_check_a_number_of_their_own() -> None:
    counter = builders.counter()
    own = voided(
        Counter(counter.supervisor, builders.head(), counter.outage, counter.order, counter.delivery)
    )
    with refused("same_person"):
        papers.check_void(own, by=counter.supervisor, at=NOW)
    with refused_by_database("paper_void_checked_by_another"):
        Paper.objects.filter(pk=own.pk).update(void_checked_by=counter.supervisor, void_checked_at=NOW)
