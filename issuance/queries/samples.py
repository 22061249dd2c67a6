"""Papers drawn by chance, to be looked at again."""

import uuid
from collections.abc import Iterator

from issuance.models import Paper


def sample_of_papers(size: int) -> Iterator[Paper]:
    """At most `size` different papers of any age; each is found by its key, however many there are."""
    drawn: set[uuid.UUID] = set()
    for _ in range(size):
        point = uuid.uuid4()
        papers = Paper.objects.select_related("kind", "filing", "key").order_by("pk").exclude(pk__in=drawn)
        paper = papers.filter(pk__gte=point).first() or papers.first()
        if paper is None:
            return
        drawn.add(paper.pk)
        yield paper
