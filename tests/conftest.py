"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from tests import databases
from tests.browsers import browser, chromium, live_house, pytest_runtest_makereport

__all__ = ["browser", "chromium", "live_house", "pytest_runtest_makereport"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Give this worker a migrated database of its own, in place of pytest-django's."""
    with django_db_blocker.unblock():
        source = databases.migrated()
    with databases.copy_of(source) as name:
        with django_db_blocker.unblock():
            before = databases.point_django_at(databases.store().django_name(name))
        yield
        with django_db_blocker.unblock():
            databases.point_django_at(before)


@pytest.fixture
def own_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """
    Give the test a database in which transactions really commit, and yield its address.

    For tests with threads, processes that are killed, or `on_commit`. It takes the place of
    `django_db(transaction=True)`, whose flush the ledger's guards refuse.
    """
    with (
        databases.copy_of(databases.migrated()) as name,
        django_db_blocker.unblock(),
        databases.django_at(name),
    ):
        yield databases.store().address(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would flush a database: the append-only ledger cannot be flushed."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        asks_to_flush = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if asks_to_flush or (marker and marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: ask for own_database or live_house instead")
