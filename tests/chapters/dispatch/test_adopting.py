"""A roster is proposed with reasons and adopted at one stroke."""

import pytest

from guanjia.chapters.dispatch.models import Visit
from tests.world import company, people, plans, rosters

pytestmark = pytest.mark.django_db


def test_four_weeks_of_a_plan_are_staffed_by_one_roster():
    """Requirement 4.1: visits come from the plan, the engine proposes, the dispatcher adopts."""
    branch = company.open_branch()
    household = rosters.served_household(branch)
    wang = people.hire_worker(branch)
    rosters.open_visits(plans.accepted_plan(household))

    adoption = rosters.adopted_roster(branch, first_day=plans.NEXT_MONDAY, days=28)

    assert not adoption.dropped
    assert {row.worker_id for row in adoption.assignments} == {wang.pk}
    assert set(Visit.objects.values_list("status", flat=True)) == {"staffed"}
