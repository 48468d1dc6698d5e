"""What happened is told so that it can be told apart: who went, on which day."""

import pytest
from django.utils import translation

from guanjia.flow.overviews.timeline import household_timeline
from tests.world import company, rosters

pytestmark = pytest.mark.django_db


def test_an_assignment_says_for_which_day():
    branch = company.open_branch()
    sent = rosters.staffed_visit(branch)
    dispatcher = rosters.dispatcher_of(branch)
    with translation.override("zh-hans"):
        told = household_timeline(actor=dispatcher, household_id=sent.visit.household_id)
    words = [one.words for one in told if one.kind == "assignment.assigned"]
    assert words == [f"派 {sent.worker.name} 11月24日上门。"]
