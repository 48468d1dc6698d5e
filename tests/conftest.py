"""What every test may ask for."""

import gc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from django.utils import translation

from tests import databases
from tests.browsers import (
    browser,
    chromium,
    has_browser_tests,
    house_of_the_worker,
    live_house,
    opens_at_its_own_time,
    pytest_ignore_collect,
    pytest_runtest_makereport,
    told_house,
)

__all__ = [
    "browser",
    "chromium",
    "house_of_the_worker",
    "live_house",
    "pytest_ignore_collect",
    "pytest_runtest_makereport",
    "told_house",
]


RULES = Path(__file__).parent / "rules"
"""What is tested there knows no database."""

NEW_OBJECTS_BEFORE_A_SEARCH = 50_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests be run in another order, and some of them only."""
    parser.addoption("--shuffle", type=int, help="run files, and the tests in each, by these dice")
    parser.addoption("--one-in", type=int, default=1, help="run one test in so many")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations once, before the workers start, so that pages speak Chinese."""
    if not hasattr(config, "workerinput"):
        from guanjia.config.messages import Contradiction, compile_all

        # A quarrel between two translations is lint's to name; the last good ones do until then.
        with suppress(Contradiction):
            compile_all()


def pytest_collection_finish() -> None:
    """
    Leave what was loaded for the tests out of every search for garbage, and search seldom.

    Modules, tests and Django's models are hundreds of thousands of objects that live as long as the
    process; going over them again and again took a fifth of the whole time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_SEARCH, 10, 10)


@pytest.fixture(autouse=True)
def language_of_the_house() -> Iterator[None]:
    """Forget after each test in which language the last page was asked for."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Give this worker a new house's database of its own, in place of pytest-django's."""
    with databases.copy_of(databases.furnished()) as name:
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for another database; refuse what would flush it, or is in no right stage."""
    here = databases.store().vendor
    elsewhere = [item for item in items if here not in (databases_of(item) or {here})]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        if RULES in item.path.parents:
            item.add_marker("once")
        marker = item.get_closest_marker("django_db")
        asks_to_flush = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if asks_to_flush or (marker and marker.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: ask for own_database or live_house instead")
        drives = "chromium" in getattr(item, "fixturenames", ())
        if drives and not item.get_closest_marker("browser"):
            raise pytest.UsageError(f"{item.nodeid}: mark it browser, or it runs in every stage")
        if item.get_closest_marker("browser") and not has_browser_tests(item.path):
            raise pytest.UsageError(f"{item.nodeid}: say pytest.mark.browser in this very file")
    # A house that is opened at another time is closed before: those who want that come last.
    items.sort(key=opens_at_its_own_time)
    if (dice := config.getoption("shuffle")) is not None:
        items[:] = shuffled(items, Random(dice))
    if (share := config.getoption("one_in")) > 1:
        config.hook.pytest_deselected(items=[one for n, one in enumerate(items) if n % share])
        items[:] = items[::share]


def shuffled(items: list[pytest.Item], dice: Random) -> list[pytest.Item]:
    """Return the tests in another order, those of a file together, as they may share what is dear."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order = dice.sample(sorted(files), len(files))
    return [item for file in order for item in dice.sample(files[file], len(files[file]))]


def databases_of(item: pytest.Item) -> set[str]:
    """Return the databases for which the test is marked; the empty set if it is for all."""
    if item.get_closest_marker("once"):
        return {"sqlite"}
    return {vendor for marker in item.iter_markers("only_on") for vendor in marker.args}
