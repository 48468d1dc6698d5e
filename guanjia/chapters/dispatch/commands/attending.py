"""Who was sent arrives, leaves, or never comes: visits begin and end."""

from datetime import UTC, datetime

from django.db import transaction

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.commands.visits import note_days
from guanjia.chapters.dispatch.facts import (
    AssignmentAbsent,
    AssignmentCompleted,
    AssignmentSetOut,
    VisitFinished,
    VisitStarted,
)
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.states import ASSIGNMENT, VISIT
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record

ABSENT_FOR = ("no_show", "sick", "no_way")
"""Why somebody did not come, as far as the desk knows."""


@transaction.atomic
def start_visit(*, actor: Actor, visit_id: int, late_minutes: int, at: datetime) -> Visit:
    """
    Record that the work has begun: the first of those sent has arrived.

    The second of two to arrive changes nothing.

    :raises NotAllowed: if the actor is neither sent there nor plans the day
    :raises IllegalMove: if nobody was to go, or it is over
    """
    visit = policies.visible_visits(actor).get(id=visit_id)
    actor = policies.may_attend(actor, visit).let(actor)
    if visit.status == "started":
        return visit
    move(
        visit,
        VISIT,
        "start",
        VisitStarted(visit_id=visit.pk, household_id=visit.household_id, late_minutes=late_minutes),
        actor=actor,
        at=at,
    )
    note_days([visit], staffing=False)
    return visit


def _fetched(actor: Actor, assignment_id: int) -> tuple[Actor, Assignment]:
    """Return who was sent, with the actor in the role in which they may say how it goes there."""
    rows = policies.visible_assignments(actor).select_related("visit", "worker")
    sent: Assignment = rows.get(id=assignment_id)
    return policies.may_attend(actor, sent.visit, worker_id=sent.worker_id).let(actor), sent


@transaction.atomic
def note_set_out(
    *, actor: Actor, assignment_id: int, arrives_at: datetime, happened_at: datetime, at: datetime
) -> Assignment:
    """
    Record that who was sent is on the way. Said again, or by two at once, it is recorded once.

    :param arrives_at: when they should be there
    :raises NotAllowed: if the actor is neither sent there nor plans the day
    """
    actor, sent = _fetched(actor, assignment_id)
    visit = sent.visit
    here = Assignment.objects.filter(pk=sent.pk, set_out_at=None)
    if not here.update(set_out_at=happened_at, arrives_at=arrives_at):
        return sent
    fact = AssignmentSetOut(
        assignment_id=sent.pk,
        visit_id=visit.pk,
        worker_id=sent.worker_id,
        arrives_at=f"{arrives_at.astimezone(UTC):%Y-%m-%dT%H:%M}",
    )
    record(fact, sent, visit, sent.worker, actor=actor, at=at)
    note_days([visit], staffing=False)
    return sent


@transaction.atomic
def finish_visit(*, actor: Actor, assignment_id: int, minutes: int, at: datetime) -> Visit:
    """
    Record that one of those sent has left; with the last of them the visit is over.

    :param minutes: how long they were there
    :raises NotAllowed: if the actor is neither sent there nor plans the day
    """
    actor, sent = _fetched(actor, assignment_id)
    visit = sent.visit
    if sent.status == "completed":
        return visit
    move(
        sent,
        ASSIGNMENT,
        "complete",
        AssignmentCompleted(assignment_id=sent.pk, visit_id=visit.pk, worker_id=sent.worker_id),
        visit,
        sent.worker,
        actor=actor,
        at=at,
    )
    _finish_if_over(visit, minutes=minutes, actor=actor, at=at)
    note_days([visit], staffing=False)
    return visit


def _finish_if_over(visit: Visit, *, minutes: int, actor: Actor, at: datetime) -> None:
    """End a visit that has begun once nobody is expected or at work there any more."""
    others = Assignment.objects.filter(visit=visit, status="assigned")
    if visit.status == "started" and not others.exists():
        move(
            visit,
            VISIT,
            "finish",
            VisitFinished(visit_id=visit.pk, household_id=visit.household_id, minutes=minutes),
            actor=actor,
            at=at,
        )


@transaction.atomic
def note_no_show(
    *, actor: Actor, assignment_id: int, reason: str, minutes: int, at: datetime
) -> Assignment:
    """
    Record that one of those sent never came; if nobody else is expected or at work, the visit is over.

    It is for whoever knows of arrivals to ask this of somebody who has not arrived.

    :param reason: a code of ABSENT_FOR
    :param minutes: how long those who came were there, should this end the visit
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Invalid: on `reason`, if there is no such
    :raises Conflict: if the agreed time has not come yet, or nobody else was sent
    :raises IllegalMove: if the work was done, or they were taken off before
    """
    if reason not in ABSENT_FOR:
        raise Invalid(_("Please choose a reason."), field="reason")
    sent = (
        policies.visible_assignments(actor).select_related("visit", "worker").get(id=assignment_id)
    )
    visit = sent.visit
    actor = policies.may_staff(actor, visit).let(actor)
    ASSIGNMENT.after(sent.status, "stay_away")
    if sent.starts_at > at:
        raise Conflict(_("The visit is still ahead, so nobody can have been absent."))
    others = Assignment.objects.filter(visit=visit, status__in=("assigned", "completed"))
    if not others.exclude(pk=sent.pk).exists():
        raise Conflict(_("Nobody else was sent. Record the visit as missed instead."))
    move(
        sent,
        ASSIGNMENT,
        "stay_away",
        AssignmentAbsent(
            assignment_id=sent.pk, visit_id=visit.pk, worker_id=sent.worker_id, reason=reason
        ),
        visit,
        sent.worker,
        actor=actor,
        at=at,
    )
    _finish_if_over(visit, minutes=minutes, actor=actor, at=at)
    note_days([visit])
    return sent
