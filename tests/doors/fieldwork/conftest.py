"""A visit to an elder, under way."""

import pytest

from guanjia.chapters.fieldwork.models import Attendance
from tests.world import company, people, rosters, work
from tests.world.company import MONDAY_9


@pytest.fixture
def with_elder():
    """A visit to somebody whose blood pressure is taken, under way."""
    branch = company.open_branch()
    household = rosters.served_household(branch)
    carer = people.hire_worker(branch, skills={"elder": 3}, certificates=["elder_trade"])
    found = rosters.staffed_visit(
        household=household,
        worker=carer,
        starts_at=MONDAY_9.replace(minute=30),
        minutes=90,
        service="ELD-H",
    )
    work.arrived(found, late=-35)
    return found


@pytest.fixture
def pressure(with_elder):
    """The step at which the blood pressure is noted: 90 to 160 is normal."""
    steps = work.steps_of(Attendance.objects.get(assignment=with_elder))
    [step] = (step for step in steps if step.code == "E2")
    return f"/work/{with_elder.pk}/steps/{step.pk}/"
