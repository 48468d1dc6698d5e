"""Whatever is done, in whatever order: nobody in two places, nobody without a pass."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db.models import F

from guanjia.chapters.dispatch import commands
from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.kernel.errors import Refusal
from tests.world import people, rosters
from tests.world.company import HANDOFFS, MONDAY_9
from tests.world.people import Paper

SOFT = (
    "outside_hours",
    "cannot_arrive",
    "day_too_long",
    "week_too_long",
    "rest_too_short",
    "too_many_days",
    "outside_window",
)


def nobody_is_in_two_places():
    standing = list(
        Assignment.objects.filter(status__in=STANDING).order_by("worker_id", "starts_at")
    )
    for one, other in pairwise(standing):
        assert one.worker_id != other.worker_id or one.ends_at <= other.starts_at


def everybody_holds_a_pass():
    sent = Assignment.objects.filter(status__in=("held", "assigned"))
    covered = sent.filter(
        granted__revoked_at=None,
        granted__worker_id=F("worker_id"),
        granted__service_id=F("visit__service_id"),
        granted__household_id=F("visit__household_id"),
        granted__valid_from__lte=F("starts_at"),
        granted__valid_until__gte=F("ends_at"),
    )
    assert sent.count() == covered.count()


def visits_say_whether_they_are_staffed():
    for visit in Visit.objects.filter(status__in=("open", "staffed")):
        sent = visit.assignments.filter(status="assigned").count()
        assert (sent >= visit.people) == (visit.status == "staffed")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_no_sequence_of_commands_double_books_or_sends_the_uncleared(
    branch, household, dispatcher, seed
):
    """Requirement 4.1: impossible by rule and by the database."""
    chance = Random(seed)
    short = Paper("health", 4, days_left=2)
    workers = [
        people.hire_worker(branch, name="长"),
        people.hire_worker(branch, name="短", usual_papers=(short, people.MINORS_CHECK)),
        people.hire_worker(branch, name="无", insured_days=None),
    ]
    visits = [
        rosters.open_visit(
            household, starts_at=MONDAY_9 + timedelta(days=chance.randint(1, 4), hours=shift)
        )
        for shift in (0, 1, 2, 3, 1, 0)
    ]

    def some_visit():
        return chance.choice(visits).pk

    def assign():
        visit = chance.choice(visits)
        standing = visit.assignments.filter(status="assigned").first()
        commands.assign_worker(
            actor=dispatcher,
            visit_id=visit.pk,
            worker_id=chance.choice(workers).pk,
            starts_at=visit.window_start + timedelta(minutes=chance.choice((0, 15, 30))),
            override=SOFT,
            replaces=standing.pk if standing else None,
            at=MONDAY_9,
        )

    def hold():
        visit = chance.choice(visits)
        commands.hold_slot(
            actor=dispatcher,
            visit_id=visit.pk,
            worker_id=chance.choice(workers).pk,
            starts_at=visit.window_start,
            at=MONDAY_9,
        )

    def withdraw():
        standing = list(Assignment.objects.filter(status__in=("held", "assigned")))
        if standing:
            commands.withdraw_assignment(
                actor=dispatcher,
                assignment_id=chance.choice(standing).pk,
                reason="other",
                at=MONDAY_9,
            )

    def adopt():
        run = rosters.handmade_roster(
            branch,
            *(
                rosters.proposal_of(visit, chance.choice(workers), visit.window_start)
                for visit in chance.sample(visits, 4)
            ),
            by=dispatcher,
        )
        rosters.adopted(run, by=dispatcher)

    def cancel():
        commands.cancel_visit(
            actor=dispatcher, visit_id=some_visit(), reason="other", by_client=True, at=MONDAY_9
        )

    acts = [assign] * 6 + [hold] * 2 + [withdraw] * 2 + [adopt] * 3 + [cancel]
    done = 0
    for _step in range(24):
        try:
            chance.choice(acts)()
            done += 1
        except Refusal:
            pass
        nobody_is_in_two_places()
        everybody_holds_a_pass()
        visits_say_whether_they_are_staffed()
    commands.withdraw_uncovered(actor=HANDOFFS, pass_id=_some_pass(), at=MONDAY_9)
    nobody_is_in_two_places()
    assert done


def _some_pass():
    sent = Assignment.objects.order_by("id").first()
    assert sent is not None
    return sent.granted_id
