"""What every test stands on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from issuance.actions import seeds
from issuance.models import triggers
from tests.builders import BEGAN, seed_folder

# The machine may be busy: a slow example is no failure. Every run finds the same faults.
settings.register_profile(
    "ieum", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ieum")


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seed_folder(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, seeded_folder: Path
) -> Iterator[None]:
    """Each test begins with the whole catalogue, and with the few offices of `builders.OFFICES`.

    At the end PostgreSQL drops no database that somebody is still connected to, and a served page may be.
    """
    with django_db_blocker.unblock():
        seeds.load(seeded_folder, at=BEGAN)
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def _seeded_again(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, seeded_folder: Path
) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        triggers.create(connection)
        seeds.load(seeded_folder, at=BEGAN)


@pytest.fixture
def committed_db(_seeded_again: None, transactional_db: None) -> Iterator[None]:
    """A database whose rows other threads and processes see: for tests of two sessions at once.

    Afterwards it is emptied, which the triggers would refuse, and seeded again.
    """
    yield
    triggers.drop(connection)
