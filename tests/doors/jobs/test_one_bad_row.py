"""By the clock, one row that cannot be dealt with is named in the log and left out."""

import logging

import pytest

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.org.models import Branch
from guanjia.chapters.planning.models import PlanLine
from guanjia.db.apart import all_or_each, each_apart
from guanjia.doors.jobs import upkeep
from tests.world import company, homes, people, plans
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


def test_a_plan_that_cannot_be_read_keeps_no_other_from_its_visits(branch, caplog):
    bad, good = (
        plans.accepted_plan(homes.open_household(branch, name=name)) for name in ("坏家", "好家")
    )
    PlanLine.objects.filter(version=bad).update(weekdays=5)

    with caplog.at_level(logging.ERROR):
        upkeep.weeks_ahead(MONDAY_9)

    opened = set(Visit.objects.values_list("line__version_id", flat=True))
    assert opened == {good.pk}
    assert f"of plan {bad.plan_id} was left out" in caplog.text


def renamed(rows):
    """Rename branches, none of which may be called so."""
    for row in rows:
        Branch.objects.filter(id=row.pk).update(name=f"{row.name}二")
        if row.name == "坏店":
            raise ValueError("nobody can do this")
    return len(rows)


def test_what_goes_wrong_with_one_is_undone_and_the_others_are_done(caplog):
    for name in ("甲店", "坏店", "乙店"):
        company.open_branch(name=name)
    rows = list(Branch.objects.order_by("id"))

    done = all_or_each(rows, renamed, doing="Renaming")

    assert done == 2
    assert list(Branch.objects.order_by("id").values_list("name", flat=True)) == [
        "甲店二",
        "坏店",
        "乙店二",
    ]
    assert "Renaming" in caplog.text


def test_each_apart_does_what_it_can():
    def halved(number):
        return 12 // number

    assert each_apart([1, 0, 4], halved, doing="Halving") == 15
