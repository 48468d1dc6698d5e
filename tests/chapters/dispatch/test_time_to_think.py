"""Where somebody could go and the time to think was over, that is what is said."""

from datetime import timedelta

from guanjia.chapters.dispatch.engine.posing import pose
from guanjia.chapters.dispatch.engine.solving import why_nobody
from guanjia.chapters.dispatch.queries.cleared import cleared_for
from guanjia.chapters.dispatch.queries.solver_input import scene
from tests.world import people, rosters
from tests.world.company import MONDAY_9


def test_a_visit_that_was_not_come_to_says_how_many_could_go(branch, household):
    people.hire_worker(branch)
    people.hire_worker(branch, name="李芳")
    rosters.open_visit(household)
    days = scene(branch.pk, rosters.TODAY, rosters.TODAY + timedelta(days=2), at=MONDAY_9)
    allowed = cleared_for(days.tasks, [person.id for person in days.people])
    posed = pose(days, allowed)

    [reason] = why_nobody(days, allowed, posed, posed.standing, days.tasks[0], searched=True)

    assert (reason.code, reason.params["count"]) == ("could_go", 2)
