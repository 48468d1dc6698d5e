"""Asking about many people and homes takes the same few queries as asking about one."""

from datetime import date, datetime, time, timedelta

import pytest

from guanjia.chapters.clearance import queries
from guanjia.chapters.dossier.queries import household_record
from guanjia.kernel.periods import Period
from tests.chapters.clearance.conftest import TOMORROW
from tests.world import homes
from tests.world.company import MONDAY_9
from tests.world.homes import with_elder
from tests.world.people import hire_worker, leaders, service

PROMISED = 14


def test_asking_about_workers_takes_fourteen_queries(scene, django_assert_num_queries):
    """Requirement 4.1: forty workers cost what one costs."""
    by = leaders(scene.branch)
    workers = [scene.worker, *(hire_worker(scene.branch, by=by) for _ in range(4))]
    with django_assert_num_queries(PROMISED):
        found = queries.reasons_against(
            worker_ids=[worker.pk for worker in workers],
            service_id=scene.cleaning.pk,
            household_id=scene.household.pk,
            period=TOMORROW,
        )
    assert found == {worker.pk: () for worker in workers}


def test_asking_about_a_matrix_takes_fourteen_queries(scene, django_assert_num_queries):
    """Requirement 4.1: the dispatch engine asks about all workers and homes at once."""
    idle = hire_worker(scene.branch, skills={})
    homes = [scene.household, scene.home("郑家"), scene.home("冯家")]
    services = [scene.cleaning, service("CLN-P")]
    pairs = [(each.pk, home.pk) for each in services for home in homes]
    with django_assert_num_queries(PROMISED):
        found = queries.matrix([scene.worker.pk, idle.pk], pairs, TOMORROW)

    assert len(found) == 12
    assert {key[0] for key, outcome in found.items() if outcome} == {scene.worker.pk}


def test_a_stranger_has_no_answer(scene):
    assert queries.matrix([0], [(scene.cleaning.pk, scene.household.pk)], TOMORROW) == {}


@pytest.mark.parametrize("on, needs_one", [(date(2027, 2, 4), True), (date(2027, 2, 5), False)])
def test_the_gate_and_the_dossier_count_a_lunar_birth_alike(scene, on, needs_one):
    """Born on the 25th of the twelfth month of 2012, which was 5 February 2013."""
    child = with_elder(
        scene.household, name="小满", birth_year=2012, birth_month=12, birth_day=25, is_lunar=True
    )
    moment = datetime.combine(on, time(9), tzinfo=MONDAY_9.tzinfo)
    period = Period(moment, moment + timedelta(hours=2))

    found = queries.reasons_against(
        worker_ids=[scene.worker.pk],
        service_id=scene.cleaning.pk,
        household_id=scene.household.pk,
        period=period,
    )
    codes = {reason.code for reason in found[scene.worker.pk]}

    assert ("guardian_missing" in codes) is needs_one
    record = household_record(homes.consultant_of(scene.branch), scene.household.pk, on=on)
    [line] = [one for one in record.members if one.id == child.pk]
    assert line.needs_guardian is needs_one
