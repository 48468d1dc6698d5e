"""Coming to a home, and leaving it."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.catalog.queries import steps_of
from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.facts import CheckedIn, CheckedOut
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.fieldwork.queries import as_rule
from guanjia.chapters.fieldwork.states import ATTENDANCE
from guanjia.chapters.org.queries import figures, zone_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import hours_and_minutes, minute_of
from guanjia.kernel.errors import Conflict
from guanjia.kernel.places import Point, known_point, metres_between
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record


@transaction.atomic
def check_in(
    *,
    actor: Actor,
    assignment_id: int,
    happened_at: datetime,
    at: datetime,
    place: Point | None = None,
) -> Attendance:
    """
    Record that the worker has arrived, as their phone tells it; the visit starts.

    Saying it again changes nothing: the phone may not have heard our answer.

    :param place: where the phone believes to be; None if it does not know or may not say
    :raises NotAllowed: if the actor is not the one who was sent
    :raises Conflict: if it is long before the visit, or the assignment was withdrawn
    :raises Invalid: if the phone's clock is ahead
    """
    assignment = (
        policies.visible_assignments(actor)
        .select_related("visit__home", "visit__household")
        .get(id=assignment_id)
    )
    actor = policies.may_work(actor, assignment).let(actor)
    before = Attendance.objects.filter(assignment=assignment).first()
    if before:
        return before
    visit = assignment.visit
    check_still_standing(assignment)
    in_force = figures(rules.KEYS, branch_id=visit.branch_id, on=visit.on)
    rules.check_arrival(
        planned=assignment.starts_at,
        arrived=happened_at,
        at=at,
        limits=rules.limits(in_force),
    )
    late = rules.late_minutes(assignment.starts_at, happened_at)
    attendance = Attendance.objects.create(
        assignment=assignment,
        checked_in_at=happened_at,
        metres_off_in=_metres_off(visit, place),
        late_minutes=late,
        status_since=at,
    )
    if visit.status == "staffed":
        dispatch.start_visit(actor=actor, visit_id=visit.pk, late_minutes=late, at=at)
    record(
        CheckedIn(
            attendance_id=attendance.pk,
            visit_id=visit.pk,
            worker_id=assignment.worker_id,
            late_minutes=late,
            metres_off=attendance.metres_off_in,
        ),
        attendance,
        visit,
        actor=actor,
        at=happened_at,
    )
    return attendance


def check_still_standing(assignment: Assignment) -> None:
    """
    Pass if whoever was sent is still to go.

    :raises Conflict: if somebody else goes
    """
    if assignment.status != "assigned":
        raise Conflict(
            _("This visit has been given to somebody else. Please call your dispatcher.")
        )


def _metres_off(visit: Visit, place: Point | None) -> int | None:
    home = known_point(visit.home.latitude, visit.home.longitude)
    return metres_between(place, home) if place and home else None


def own_attendance(actor: Actor, attendance_id: int) -> tuple[Actor, Attendance]:
    """
    Return the attendance of who acts, with its visit.

    :raises NotAllowed: if it is somebody else's
    """
    attendance = (
        policies.visible_attendances(actor)
        .select_related("assignment__visit__home", "assignment__visit__household")
        .get(id=attendance_id)
    )
    actor = policies.may_work(actor, attendance.assignment).let(actor)
    return actor, attendance


@transaction.atomic
def check_out(
    *,
    actor: Actor,
    attendance_id: int,
    happened_at: datetime,
    at: datetime,
    place: Point | None = None,
) -> Attendance:
    """
    Record that the worker has left; with the last to leave, the visit is finished.

    Saying it again changes nothing.

    :raises NotAllowed: if the actor is not the one who was sent
    :raises Conflict: if steps of the standard are still open, or the desk noted another time
    :raises Invalid: if leaving lies before arriving or in the future
    """
    actor, attendance = own_attendance(actor, attendance_id)
    if attendance.status != "arrived":
        _check_not_closed_at_desk(attendance, happened_at)
        return attendance
    assignment = attendance.assignment
    visit = assignment.visit
    steps = [as_rule(step) for step in steps_of(visit.sop_id)]
    done = dict(attendance.steps.values_list("step_id", "is_done"))
    rules.check_complete(steps, done)
    rules.check_departure(arrived=attendance.checked_in_at, left=happened_at, at=at)
    minutes = rules.whole_minutes(attendance.checked_in_at, happened_at)
    in_force = figures(rules.KEYS, branch_id=visit.branch_id, on=visit.on)
    move(
        attendance,
        ATTENDANCE,
        "check_out",
        CheckedOut(
            attendance_id=attendance.pk,
            visit_id=visit.pk,
            worker_id=assignment.worker_id,
            minutes=minutes,
            steps_due=len(steps),
            steps_done=sum(done.values()),
        ),
        visit,
        actor=actor,
        at=happened_at,
        checked_out_at=happened_at,
        metres_off_out=_metres_off(visit, place),
        is_doubtful=rules.is_doubtful(
            planned_minutes=rules.whole_minutes(assignment.starts_at, assignment.ends_at),
            minutes=minutes,
            limits=rules.limits(in_force),
        ),
    )
    dispatch.finish_visit(
        actor=actor, assignment_id=attendance.assignment_id, minutes=minutes, at=at
    )
    return attendance


def _check_not_closed_at_desk(attendance: Attendance, happened_at: datetime) -> None:
    """Pass unless the desk noted that somebody left at another minute than they say themselves."""
    left = attendance.checked_out_at
    if attendance.corrected_at is None or left is None:
        return
    if rules.whole_minutes(left, happened_at):
        noted = minute_of(left, zone_of(attendance.branch_id))
        raise Conflict(
            _("The office has noted that you left at %(time)s. If that is wrong, call them."),
            time=hours_and_minutes(noted),
        )
