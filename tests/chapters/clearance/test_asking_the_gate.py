"""Asking about many people and homes takes the same few queries as asking about one."""

from guanjia.chapters.clearance import queries
from tests.chapters.clearance.conftest import TOMORROW
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
