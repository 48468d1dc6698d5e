"""What the database refuses, whoever writes and whichever way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from guanjia.chapters.dispatch.models import Assignment
from tests.chapters.dispatch import rows
from tests.chapters.dispatch.rows import HOUR
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db

STANDING = ("held", "assigned", "completed")


def refused(guard: str):
    return pytest.raises(IntegrityError, match=guard)


# --- a worker is in one place ----------------------------------------------------------------


@pytest.mark.parametrize("first", STANDING)
@pytest.mark.parametrize("second", STANDING)
def test_a_worker_is_not_in_two_places_at_once(first, second):
    """Requirement 4.1: the database refuses to book a worker twice at one time."""
    town = rows.town()
    li = rows.worker(town)
    rows.assignment(town, li, status=first)

    with refused("worker_is_in_one_place"), transaction.atomic():
        rows.assignment(town, li, starts_at=MONDAY_9 + HOUR, status=second)

    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("minutes", [-119, -60, 0, 30, 119])
def test_any_shared_minute_is_one_too_many(minutes):
    town = rows.town()
    li = rows.worker(town)
    rows.assignment(town, li)

    with refused("worker_is_in_one_place"), transaction.atomic():
        rows.assignment(town, li, starts_at=MONDAY_9 + timedelta(minutes=minutes))


def test_one_visit_may_begin_when_another_ends():
    town = rows.town()
    li = rows.worker(town)
    rows.assignment(town, li)
    rows.assignment(town, li, starts_at=MONDAY_9 + 2 * HOUR)
    rows.assignment(town, li, starts_at=MONDAY_9 - 2 * HOUR)

    assert Assignment.objects.count() == 3


def test_two_workers_may_be_busy_at_the_same_time():
    town = rows.town()
    rows.assignment(town, rows.worker(town))
    rows.assignment(town, rows.worker(town))

    assert Assignment.objects.count() == 2


@pytest.mark.parametrize("idle", ["proposed", "withdrawn"])
def test_what_does_not_stand_takes_up_no_time(idle):
    town = rows.town()
    li = rows.worker(town)
    rows.assignment(town, li, status=idle)
    rows.assignment(town, li)

    assert Assignment.objects.count() == 2


def test_a_worker_cannot_be_moved_into_a_second_place_either():
    town = rows.town()
    li = rows.worker(town)
    rows.assignment(town, li)
    later = rows.assignment(town, li, starts_at=MONDAY_9 + 3 * HOUR)
    other = rows.assignment(town, rows.worker(town))

    with refused("worker_is_in_one_place"), transaction.atomic():
        Assignment.objects.filter(pk=later.pk).update(starts_at=MONDAY_9 + HOUR)
    rows.standing_pass(town, li)
    with refused("worker_is_in_one_place"), transaction.atomic():
        Assignment.objects.filter(pk=other.pk).update(
            worker=li, granted=rows.standing_pass(town, li)
        )
    withdrawn = rows.assignment(town, li, status="withdrawn")
    with refused("worker_is_in_one_place"), transaction.atomic():
        Assignment.objects.filter(pk=withdrawn.pk).update(status="assigned")


def test_bare_sql_cannot_book_twice():
    town = rows.town()
    li = rows.worker(town)
    rows.assignment(town, li)
    free = rows.assignment(town, li, starts_at=MONDAY_9 + 3 * HOUR)

    with (
        refused("worker_is_in_one_place"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE dispatch_assignment SET starts_at ="
            " (SELECT starts_at FROM dispatch_assignment ORDER BY id LIMIT 1) WHERE id = %s",
            [free.pk],
        )


@pytest.mark.once
def test_the_guard_of_sqlite_reads_its_index_and_not_the_history():
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT 1 FROM dispatch_assignment AS other"
            " WHERE other.status IN ('held', 'assigned', 'completed') AND other.worker_id = 1"
            " AND other.ends_at > '2026-11-23' AND other.starts_at < '2026-11-24'"
        )
        steps = " ".join(str(row[-1]) for row in cursor.fetchall())

    assert "assignment_by_worker_end (worker_id=? AND ends_at>?)" in steps


# --- whoever is assigned holds a pass -------------------------------------------------------


@pytest.mark.parametrize("status", ["held", "assigned"])
def test_nobody_is_sent_on_a_revoked_pass(status):
    """Requirement 1.5: nobody uncleared can be assigned, by the database's own rule."""
    town = rows.town()
    li = rows.worker(town)
    granted = rows.standing_pass(town, li)
    granted.revoked_at = MONDAY_9
    granted.save()

    with refused("assigned_people_hold_a_pass"), transaction.atomic():
        rows.assignment(town, li, status=status, granted=granted)

    assert not Assignment.objects.exists()


def test_a_pass_must_cover_the_whole_time():
    """Requirement 1.4: nobody is assigned for a time that their papers do not cover."""
    town = rows.town()
    li = rows.worker(town)
    granted = rows.standing_pass(town, li, days=2)

    with refused("assigned_people_hold_a_pass"), transaction.atomic():
        rows.assignment(town, li, starts_at=granted.valid_until - HOUR, hours=2, granted=granted)
    with refused("assigned_people_hold_a_pass"), transaction.atomic():
        rows.assignment(town, li, starts_at=granted.valid_from - HOUR, hours=2, granted=granted)


def test_a_pass_is_for_one_worker_one_service_and_one_household():
    town, elsewhere = rows.town(), rows.town()
    li, wang = rows.worker(town), rows.worker(town)

    for granted in (rows.standing_pass(town, wang), rows.standing_pass(elsewhere, li)):
        with refused("assigned_people_hold_a_pass"), transaction.atomic():
            rows.assignment(town, li, granted=granted)


def test_a_change_of_worker_or_time_is_checked_again():
    town = rows.town()
    li, wang = rows.worker(town), rows.worker(town)
    sent = rows.assignment(town, li)

    for change in ({"worker": wang}, {"ends_at": MONDAY_9 + timedelta(days=40)}):
        with refused("assigned_people_hold_a_pass"), transaction.atomic():
            Assignment.objects.filter(pk=sent.pk).update(**change)


def test_what_is_done_stays_done_when_the_pass_is_revoked_later():
    town = rows.town()
    li = rows.worker(town)
    done = rows.assignment(town, li)
    type(done.granted).objects.filter(pk=done.granted_id).update(revoked_at=MONDAY_9)

    Assignment.objects.filter(pk=done.pk).update(status="completed")

    done.refresh_from_db()
    assert done.status == "completed"
