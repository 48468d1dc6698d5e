"""What a worker can do, on which hours of the week, and when they are away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.catalog.models import Skill
from guanjia.chapters.workforce import policies, rules
from guanjia.chapters.workforce.facts import (
    HoursChanged,
    LeaveDecided,
    LeaveRequested,
    LeaveWithdrawn,
    SkillConfirmed,
    SkillWithdrawn,
)
from guanjia.chapters.workforce.models import LEAVE_REASONS, Leave, Shift, Worker, WorkerSkill
from guanjia.chapters.workforce.states import LEAVE
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import differs
from guanjia.kernel.clock import check_reach
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record

SAME_PRESS = timedelta(minutes=2)
"""Whoever confirms the same skill again within this time has pressed twice; later it is renewed."""


@transaction.atomic
def confirm_skill(
    *, actor: Actor, worker_id: int, skill_id: int, level: int, at: datetime
) -> WorkerSkill:
    """
    Say that the worker has shown a skill at a level from 1 to 5, in place of what was said before.

    :raises NotAllowed: if the actor confirms nothing in the worker's branch, or is the worker
    :raises Invalid: if there is no such skill or level
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_confirm_skill(actor, worker).let(actor)
    by = policies.person_behind(actor)
    if not Skill.objects.filter(id=skill_id).exists():
        raise Invalid(_("Choose a skill."), field="skill")
    if not 1 <= level <= 5:
        raise Invalid(_("A level is a number from 1 to 5."), field="level")
    take_turn(f"worker/{worker_id}")
    before = WorkerSkill.objects.filter(worker=worker, skill_id=skill_id).first()
    said = {"level": level, "confirmed_by_id": by}
    if before and not differs(before, said) and at - before.confirmed_at < SAME_PRESS:
        return before
    shown, _made = WorkerSkill.objects.update_or_create(
        worker=worker,
        skill_id=skill_id,
        defaults=said | {"confirmed_at": at},
    )
    record(SkillConfirmed(worker.pk, skill_id, level), worker, actor=actor, at=at)
    return shown


@transaction.atomic
def withdraw_skill(*, actor: Actor, worker_id: int, skill_id: int, at: datetime) -> None:
    """
    Take back that the worker has a skill; nothing happens if nobody had said so.

    :raises NotAllowed: if the actor confirms nothing in the worker's branch, or is the worker
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_confirm_skill(actor, worker).let(actor)
    gone, _by_table = WorkerSkill.objects.filter(worker=worker, skill_id=skill_id).delete()
    if gone:
        record(SkillWithdrawn(worker.pk, skill_id), worker, actor=actor, at=at)


@transaction.atomic
def set_hours(
    *, actor: Actor, worker_id: int, hours: Sequence[rules.Hours], at: datetime
) -> Worker:
    """
    Say when the worker can usually work, in place of what was said before; the same changes nothing.

    :raises NotAllowed: unless the actor is the worker, keeps the records or plans the days
    :raises Invalid: if stretches overlap or leave their day
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_set_hours(actor, worker).let(actor)
    week = rules.check_hours(hours)
    take_turn(f"worker/{worker_id}")
    if set(week) == {
        rules.Hours(*one)
        for one in worker.shifts.values_list("weekday", "starts_minute", "ends_minute")
    }:
        return worker
    worker.shifts.all().delete()
    Shift.objects.bulk_create(
        Shift(
            worker=worker,
            weekday=one.weekday,
            starts_minute=one.starts_minute,
            ends_minute=one.ends_minute,
        )
        for one in week
    )
    fact = HoursChanged(worker.pk, minutes_a_week=rules.minutes_of(week))
    record(fact, worker, actor=actor, at=at)
    return worker


@transaction.atomic
def request_leave(
    *,
    actor: Actor,
    worker_id: int,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    reason: str = "personal",
) -> Leave:
    """
    Ask for time off. Illness may be reported when it has begun.

    :raises NotAllowed: unless the actor is the worker, keeps the records or plans the days
    :raises Invalid: if there is leave in these days already, they lie years ahead, or the reason
        is unknown
    """
    worker = policies.visible_workers(actor).get(id=worker_id)
    actor = policies.may_request_leave(actor, worker).let(actor)
    if reason not in LEAVE_REASONS:
        raise Invalid(_("Choose one of the reasons."), field="reason")
    check_reach(ends_at, at, field="ends_at")
    take_turn(f"worker/{worker_id}")
    others = worker.leaves.filter(status__in=("requested", "approved"))
    rules.check_leave(starts_at, ends_at, list(others.values_list("starts_at", "ends_at")))
    leave = Leave.objects.create(
        worker=worker, starts_at=starts_at, ends_at=ends_at, reason=reason, status_since=at
    )
    fact = LeaveRequested(worker.pk, leave_id=leave.pk, reason=reason)
    record(fact, leave, worker, actor=actor, at=at)
    return leave


@transaction.atomic
def decide_leave(*, actor: Actor, leave_id: int, approved: bool, at: datetime) -> Leave:
    """
    Give or decline leave that was asked for.

    :raises NotAllowed: if the actor plans nothing in the worker's branch, or is the worker
    :raises IllegalMove: if it is decided or withdrawn already
    """
    leave = policies.visible_leaves(actor).select_related("worker").get(id=leave_id)
    actor = policies.may_decide_leave(actor, leave.worker).let(actor)
    name = "approve" if approved else "decline"
    fact = LeaveDecided(leave.worker_id, leave_id=leave.pk, approved=approved)
    move(leave, LEAVE, name, fact, leave.worker, actor=actor, at=at)
    return leave


@transaction.atomic
def withdraw_leave(*, actor: Actor, leave_id: int, at: datetime) -> Leave:
    """
    Take leave back, asked for or given.

    :raises NotAllowed: unless the actor is the worker, keeps the records or plans the days
    :raises IllegalMove: if it was declined or withdrawn already
    """
    leave = policies.visible_leaves(actor).select_related("worker").get(id=leave_id)
    actor = policies.may_request_leave(actor, leave.worker).let(actor)
    fact = LeaveWithdrawn(leave.worker_id, leave_id=leave.pk)
    move(leave, LEAVE, "withdraw", fact, leave.worker, actor=actor, at=at)
    return leave
