"""On the way to a home."""

from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dispatch import engine
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.commands.coming import check_still_standing
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.org.queries import figures
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.places import known_point
from guanjia.kernel.words import _


@transaction.atomic
def set_out(*, actor: Actor, assignment_id: int, happened_at: datetime, at: datetime) -> Assignment:
    """
    Record that the worker is on the way, as their phone tells it; saying it again changes nothing.

    Nobody is asked where they are: when they should be there is reckoned from the home before.

    :raises NotAllowed: if the actor is not the one who was sent
    :raises Conflict: if they have arrived already, it is long before the visit or after it, or the
        assignment was withdrawn
    :raises Invalid: if the phone's clock is ahead
    """
    sent = (
        policies.visible_assignments(actor)
        .select_related("visit__home", "worker")
        .get(id=assignment_id)
    )
    actor = policies.may_work(actor, sent).let(actor)
    if Attendance.objects.filter(assignment=sent).exists():
        raise Conflict(_("You have arrived already."))
    check_still_standing(sent)
    visit = sent.visit
    in_force = figures(rules.KEYS, branch_id=visit.branch_id, on=visit.on)
    rules.check_setting_out(
        planned=sent.starts_at,
        until=sent.ends_at,
        set_out=happened_at,
        at=at,
        limits=rules.limits(in_force),
    )
    arrives_at = rules.expected_arrival(planned=sent.starts_at, set_out=happened_at, way=_way(sent))
    return dispatch.note_set_out(
        actor=actor,
        assignment_id=sent.pk,
        arrives_at=arrives_at,
        happened_at=happened_at,
        at=at,
    )


def _way(sent: Assignment) -> timedelta | None:
    """Return how long the way takes from the home before on that day, or from where they live."""
    before = (
        Attendance.objects.filter(
            assignment__worker=sent.worker,
            assignment__visit__on=sent.visit.on,
            assignment__starts_at__lt=sent.starts_at,
        )
        .select_related("assignment__visit__home")
        .order_by("assignment__starts_at")
        .last()
    )
    start, home = before.assignment.visit.home if before else sent.worker, sent.visit.home
    seconds = engine.seconds_between(
        sent.worker.mode,
        known_point(start.latitude, start.longitude),
        known_point(home.latitude, home.longitude),
    )
    return None if seconds is None else timedelta(seconds=seconds)
