"""What the engine answers at once: who could go, and when somebody is free."""

from datetime import timedelta

import pytest

from guanjia.chapters.dispatch import engine
from guanjia.kernel.errors import NotAllowed
from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9

TUESDAY_9 = rosters.TOMORROW_9


def test_everybody_of_the_branch_is_thought_of_with_reasons(branch, household, dispatcher):
    """Requirement 4.1: a dispatcher sees why this person, and why not that one."""
    near = people.hire_worker(branch, name="近", latitude=31.2281, longitude=121.4547)
    far = people.hire_worker(branch, name="远", latitude=31.3000, longitude=121.6000)
    bare = people.hire_worker(branch, name="缺", insured_days=None)
    busy = people.hire_worker(branch, name="忙")
    rosters.assigned(rosters.open_visit(household), busy, by=dispatcher)
    visit = rosters.open_visit(household)

    found = engine.candidates(actor=dispatcher, visit_id=visit.pk, at=MONDAY_9)

    assert [one.worker_id for one in found if one.can_go] == [near.pk, far.pk]
    against = {one.worker_id: {reason.code for reason in one.against} for one in found}
    assert against[bare.pk] == {"insurance_missing"}
    assert against[busy.pk] & {"busy_elsewhere", "cannot_arrive"}
    assert "near_home" in {reason.code for reason in found[0].reasons}


def test_only_those_who_plan_may_ask_who_could_go(branch, household):
    visit = rosters.open_visit(household)

    with pytest.raises(NotAllowed):
        engine.candidates(actor=company.staff("consultant", branch), visit_id=visit.pk, at=MONDAY_9)


def test_free_times_are_offered_while_the_client_is_on_the_phone(branch, household):
    """Requirement 4.2: the best free times, none of them taken."""
    wang = people.hire_worker(branch)
    taken = rosters.staffed_visit(branch, household=household, worker=wang, minutes=480)
    service = people.service()

    offered = engine.slots(
        actor=homes.consultant_of(branch),
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        service_id=service.pk,
        minutes=120,
        first_day=rosters.TODAY,
        until_day=rosters.TODAY + timedelta(days=3),
        at=MONDAY_9,
    )

    assert offered
    for slot in offered:
        assert slot.worker_id == wang.pk
        assert slot.starts_at > MONDAY_9
        assert slot.ends_at <= taken.starts_at or slot.starts_at >= taken.ends_at
