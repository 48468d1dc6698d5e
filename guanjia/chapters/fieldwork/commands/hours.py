"""What the desk puts right: when somebody left, and that somebody never came."""

from datetime import UTC, datetime

from django.db import transaction

from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.facts import DepartureCorrected
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.fieldwork.states import ATTENDANCE
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record

REASONS_TO_CORRECT = ("forgotten", "wrong_clock", "wrong_press", "really_so")
"""Why the desk puts a departure right; "really_so" confirms hours that looked wrong."""


@transaction.atomic
def correct_departure(
    *,
    actor: Actor,
    attendance_id: int,
    left_at: datetime,
    reason: str,
    before: datetime | None,
    at: datetime,
) -> Attendance:
    """
    Put right when somebody left, on record: the ledger keeps what stood there and why it changed.

    Where nobody had checked out, it ends the attendance, and with the last of them the visit; what
    the worker's phone still holds of the steps is taken when it comes.

    :param before: what the actor read: when the worker left; None if nobody had said so
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Invalid: if leaving lies before arriving or in the future, or there is no such reason
    :raises Stale: if somebody changed it after the actor read it
    """
    attendance = (
        policies.visible_attendances(actor)
        .select_related("assignment__visit__household")
        .get(id=attendance_id)
    )
    actor = policies.may_correct(actor, attendance).let(actor)
    if reason not in REASONS_TO_CORRECT:
        raise Invalid(_("Please choose a reason."), field="reason")
    if left_at > at:
        raise Invalid(_("This lies in the future."), field="left_at")
    if left_at < attendance.checked_in_at:
        raise Invalid(_("Leaving lies before arriving."), field="left_at")
    if attendance.checked_out_at != before:
        raise Stale(_("This has changed since you read it. Please read it again."))
    visit = attendance.assignment.visit
    minutes = rules.whole_minutes(attendance.checked_in_at, left_at)
    fact = DepartureCorrected(
        attendance_id=attendance.pk,
        visit_id=visit.pk,
        worker_id=attendance.assignment.worker_id,
        left_before=_to_the_minute(before) if before else None,
        left=_to_the_minute(left_at),
        minutes_before=rules.whole_minutes(attendance.checked_in_at, before) if before else None,
        minutes=minutes,
        reason=reason,
    )
    put_right = {"checked_out_at": left_at, "is_doubtful": False, "corrected_at": at}
    if attendance.status == "arrived":
        move(attendance, ATTENDANCE, "check_out", fact, visit, actor=actor, at=at, **put_right)
        dispatch.finish_visit(
            actor=actor, assignment_id=attendance.assignment_id, minutes=minutes, at=at
        )
        return attendance
    same = Attendance.objects.filter(pk=attendance.pk, checked_out_at=before)
    if not same.update(**put_right):
        raise Stale(_("This has changed since you read it. Please read it again."))
    record(fact, attendance, visit, actor=actor, at=at)
    attendance.refresh_from_db()
    return attendance


def _to_the_minute(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="minutes")


@transaction.atomic
def note_no_show(*, actor: Actor, assignment_id: int, reason: str, at: datetime) -> Assignment:
    """
    Record that one of those sent never came; with nobody else at work, the visit is over.

    :param reason: a code of dispatch's ABSENT_FOR
    :raises NotAllowed: if the actor does not plan the branch's days
    :raises Conflict: if they have arrived, are still expected, or nobody else was sent
    :raises IllegalMove: if they were taken off before
    """
    sent = policies.visible_assignments(actor).select_related("visit").get(id=assignment_id)
    actor = policies.may_note_no_show(actor, sent).let(actor)
    there = Attendance.objects.filter(assignment__visit=sent.visit)
    if there.filter(assignment=sent).exists():
        raise Conflict(_("They have checked in, so they were there."))
    stays = there.exclude(checked_out_at=None).values_list("checked_in_at", "checked_out_at")
    minutes = max((rules.whole_minutes(came, left) for came, left in stays if left), default=0)
    return dispatch.note_no_show(
        actor=actor, assignment_id=assignment_id, reason=reason, minutes=minutes, at=at
    )
