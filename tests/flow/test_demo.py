"""A town is told by commands: it keeps every rule, and the same dice tell the same town."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import ModuleType

import pytest
from django.conf import settings
from django.db.models import Avg, Count, F, Q
from django.utils import translation

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.survey.models import Invitation
from guanjia.chapters.workforce.models import Worker
from guanjia.demo.town import tell
from guanjia.flow.chapter import modules_named
from guanjia.flow.overviews.own_data import own_data
from guanjia.kernel.facts import Fact
from guanjia.ledger.models import Event, Pending
from tests import databases
from tests.world import homes, people
from tests.world.company import MONDAY_9

NOON = MONDAY_9 + timedelta(days=2, hours=3)
"""A Wednesday noon: some of the day's work is done, some going on, some ahead."""

Line = tuple[str, str, str, datetime, str]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: object) -> Iterator[list[Line]]:
    """Tell a small town once for all tests here; return its ledger."""
    with (
        databases.copy_of(databases.migrated()) as name,
        django_db_blocker.unblock(),  # type: ignore[attr-defined]  # pytest-django's own
        databases.django_at(name),
    ):
        yield _tell(seed=3)


def _tell(seed: int) -> list[Line]:
    people.ready()
    tell(size="tiny", seed=seed, at=NOON, progress=lambda done, words: None)
    rows = Event.objects.order_by("id")
    return list(rows.values_list("kind", "case", "role", "occurred_at", "payload"))


@pytest.mark.once
def test_the_same_dice_tell_the_same_town(told: list[Line]) -> None:
    with databases.copy_of(databases.migrated()) as name, databases.django_at(name):
        again = _tell(seed=3)
    assert again == told


def test_nobody_was_sent_without_a_pass_for_all_of_the_time(told: list[Line]) -> None:
    """Requirement 1.4: told by commands, the town cannot break the gate either."""
    sent = Assignment.objects.filter(status__in=("assigned", "completed"))
    covered = Q(granted__valid_from__lte=F("starts_at"), granted__valid_until__gte=F("ends_at"))
    assert sent.count() > 30
    assert not sent.exclude(covered).exists()


def test_nothing_lies_in_the_future_or_waits_to_be_handed_on(told: list[Line]) -> None:
    assert max(line[3] for line in told) <= NOON + timedelta(minutes=1)
    assert not Pending.objects.exists()


def test_the_town_has_what_there_is_to_see(told: list[Line]) -> None:
    states = set(Visit.objects.values_list("status", flat=True))
    assert {"open", "staffed", "finished"} <= states
    today = Visit.objects.filter(on=NOON.date())
    assert today.filter(status="open").exists() or today.filter(status="staffed").exists()
    assert set(Worker.objects.values_list("status", flat=True)) == {
        "active",
        "applicant",
        "left",
        "suspended",
    }
    assert Household.objects.filter(audience="older").exists()
    assert Invitation.objects.filter(status="answered").exists()


def test_every_chapter_has_something_to_show(told: list[Line]) -> None:
    kinds = {line[0] for line in told}
    silent = [
        module.__name__
        for module in modules_named(settings.CHAPTERS, "guanjia.chapters.{}.facts")
        if kinds.isdisjoint(kind for kind in kinds_in(module))
    ]
    assert silent == []


def kinds_in(module: ModuleType) -> list[str]:
    """Return the kinds of the facts that a chapter states."""
    facts = [one for one in vars(module).values() if isinstance(one, type)]
    return [one.kind for one in facts if issubclass(one, Fact) and "kind" in vars(one)]


def test_a_household_that_was_served_finds_all_of_it_in_its_own_data(told: list[Line]) -> None:
    served = Attendance.objects.filter(acceptance__isnull=False).latest("id")
    household = served.assignment.visit.household
    with translation.override("en"):
        kept = own_data(actor=homes.client_actor(household, at=NOON), household_id=household.pk)

    tables = {table.title: table.rows for table in kept.tables}
    for title in ("Plans", "Visits", "What was done", "What happened"):
        assert tables[title], title
    assert served.assignment.worker.name in {row[1] for row in tables["What was done"]}
    assert tables["What the household said of the work"]


def test_numbers_differ_between_workers(told: list[Line]) -> None:
    by_worker = (
        Attendance.objects.values("assignment__worker")
        .annotate(late=Avg("late_minutes"), visits=Count("id"))
        .filter(visits__gte=2)
    )
    means = {round(row["late"], 1) for row in by_worker}
    assert len(means) > len(by_worker) / 2


def test_phones_and_papers_belong_to_nobody(told: list[Line]) -> None:
    workers = Worker.objects.all()
    assert all("1990000" in worker.phone for worker in workers)
    assert all(worker.id_number.startswith("DEMO-") for worker in workers)
