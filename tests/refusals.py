"""How a test says that something is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import Error, transaction

from issuance.domain.errors import IssuanceError


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done inside must be refused with this very code."""
    with pytest.raises(IssuanceError) as caught:
        yield
    assert caught.value.code == code, caught.value


@contextmanager
def refused_by_database(words: str) -> Iterator[None]:
    """What is written inside must be refused by a constraint or a trigger that says `words`."""
    with pytest.raises(Error) as caught, transaction.atomic():
        yield
    assert words in str(caught.value)
