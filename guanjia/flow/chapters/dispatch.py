"""What the flow knows of visits and rosters: how their facts are told, what waits, who is told."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.chapters.dispatch.policies import (
    READERS,
    visible_at_desk,
    visible_runs,
    visible_visits,
)
from guanjia.chapters.dispatch.rules.reasons import RULES
from guanjia.chapters.workforce.queries import leave_over
from guanjia.db.pages import counts_by_state
from guanjia.flow.chapter import (
    MOST_TASKS,
    PLANNERS,
    Chapter,
    Counting,
    Duty,
    Kept,
    Obstacle,
    Tally,
    Task,
)
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import clients, people
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

DAYS_TO_STAFF = 7
CANCELLED_FOR = {
    "client_away": _("the client was away"),
    "client_ill": _("somebody of the household is ill"),
    "client_wish": _("the household no longer wants it"),
    "no_cover": _("nobody could go"),
    "consent": _("a consent was withdrawn"),
    "order_cancelled": _("the order was cancelled"),
    "plan_changed": _("the plan was replaced"),
    "plan_ended": _("the plan ended"),
    "other": _("another reason"),
}
MISSED_FOR = {
    "worker_absent": _("the worker did not come"),
    "client_absent": _("nobody let the worker in"),
    "no_cover": _("nobody could go"),
}
ABSENT_FOR = {
    "no_show": _("without a word"),
    "sick": _("sick"),
    "no_way": _("could not get there"),
}
WITHDRAWN_FOR = CANCELLED_FOR | {
    "sick": _("sick"),
    "away": _("cannot come"),
    "client_wish": _("the household wishes somebody else"),
    "worker_wish": _("the worker asked for it"),
    "released": _("the household has not decided"),
    "hold_expired": _("the household has not decided"),
    "by_hand": _("somebody else was chosen"),
    "roster": _("another roster"),
    "taken_back": _("the roster was taken back"),
    "missed": _("missed"),
    "uncovered": _("may no longer be sent"),
}
MESSAGES = {
    "visit.opened": Message(_("A visit was opened for %(on)s.")),
    "visit.started": Message(_("A visit began.")),
    "visit.finished": Message(_("A visit ended after %(minutes)s.")),
    "visit.cancelled": Message(
        _("The visit on %(visit_id)s was cancelled: %(reason)s."), codes={"reason": CANCELLED_FOR}
    ),
    "visit.fixed": Message(_("The visit on %(visit_id)s is fixed to its time: %(is_fixed)s.")),
    "visit.announced": Message(
        _("%(visit_id)s: it is settled who comes, and the household is told.")
    ),
    "visit.rearranged": Message(_("%(visit_id)s was planned anew, and the visit with it.")),
    "visit.left_open": Message(
        _("%(visit_id)s was planned anew; nobody is found for the visit yet.")
    ),
    "visit.missed": Message(
        _("The visit on %(visit_id)s was missed: %(reason)s."), codes={"reason": MISSED_FOR}
    ),
    "assignment.assigned": Message(_("%(worker_id)s was assigned to the visit on %(visit_id)s.")),
    "assignment.set_out": Message(_("%(worker_id)s is on the way to the visit on %(visit_id)s.")),
    "assignment.withdrawn": Message(
        _("%(worker_id)s was taken off the visit on %(visit_id)s: %(reason)s."),
        codes={"reason": WITHDRAWN_FOR},
    ),
    "assignment.absent": Message(
        _("%(worker_id)s did not come to the visit on %(visit_id)s: %(reason)s."),
        codes={"reason": ABSENT_FOR},
    ),
    "assignment.rule_overridden": Message(
        _("%(worker_id)s was assigned on %(visit_id)s against a rule: %(rule)s."),
        codes={"rule": RULES},
    ),
}


def _open_visits(actor: Actor, at: datetime) -> Iterator[Task]:
    today = timezone.localtime(at).date()
    rows = (
        visible_at_desk(actor)
        .filter(status="open", on__gte=today, on__lt=today + timedelta(days=DAYS_TO_STAFF))
        .values("branch_id", "branch__name")
        .annotate(number=Count("id"), first=Min("window_start"), day=Min("on"))
        .order_by("branch_id")
    )
    for row in rows:
        ids = (row["branch_id"], row["day"].toordinal())
        yield Task("staff", row["branch__name"], row["first"], ids, row["number"])


def _orphaned(actor: Actor, at: datetime) -> Iterator[Task]:
    away = leave_over(OuterRef("starts_at"), OuterRef("ends_at")).filter(worker=OuterRef("worker"))
    rows = (
        Assignment.objects.filter(
            Exists(away),
            visit__in=visible_at_desk(actor).values("id"),
            status__in=("held", "assigned"),
            starts_at__gte=at,
        )
        .select_related("visit__household")
        .order_by("starts_at")
    )
    for row in rows[:MOST_TASKS]:
        yield Task("orphan", row.visit.household.display_name, row.starts_at, (row.visit_id,))


def _day(actor: Actor, at: datetime) -> Iterator[Tally]:
    today = visible_at_desk(actor).filter(on=timezone.localtime(at).date())
    number = counts_by_state(today.exclude(status="cancelled"))
    yield Tally("visits.today", sum(number.values()))
    yield Tally("visits.running", number.get("started", 0))
    yield Tally("visits.done", number.get("finished", 0))
    for kind, status in (("visits.nobody", "open"), ("visits.missed", "missed")):
        if status in number:
            yield Tally(kind, number[status], is_wanting=True)


def _proposals(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_runs(actor).filter(status="proposed").select_related("branch")
    for row in rows.order_by("asked_at")[:3]:
        yield Task("roster", row.branch.name, row.asked_at, (row.pk,))


def _days(ids: Iterable[int]) -> dict[int, str]:
    days = Visit.objects.filter(id__in=ids).values_list("id", "on")
    return {visit_id: date_format(on, "MONTH_DAY_FORMAT") for visit_id, on in days}


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    visits = visible_visits(actor).filter(household_id=household_id).select_related("service")
    sent: dict[int, list[str]] = {}
    rows = Assignment.objects.filter(visit__in=visits, status__in=STANDING).order_by("id")
    for visit_id, name in rows.values_list("visit_id", "worker__name"):
        sent.setdefault(visit_id, []).append(name)
    yield Kept(
        _("Visits"),
        (_("When"), _("Until"), _("Service"), _("State"), _("Who")),
        tuple(
            (
                row.starts_at or row.window_start,
                row.ends_at or row.window_end,
                row.service.name,
                pgettext("visit", row.status),
                gettext(", ").join(sent.get(row.pk, ())),
            )
            for row in visits.order_by("window_start", "id")
        ),
    )


def _stands_against(household_id: int) -> Iterator[Obstacle]:
    rows = Visit.objects.filter(
        household_id=household_id, status__in=("open", "staffed", "started")
    )
    for row in rows.order_by("window_start", "id"):
        yield Obstacle("visit", row.pk, row.window_end)


CHAPTER = Chapter(
    messages=MESSAGES,
    keeps=_keeps,
    stands_against=_stands_against,
    labels={"visit_id": _days},
    duties=(
        Duty(PLANNERS, _open_visits),
        Duty(PLANNERS, _orphaned),
        Duty(PLANNERS, _proposals),
    ),
    countings=(Counting(frozenset(READERS) - {"administrator", "finance"}, _day),),
    notices={
        "assignment.assigned": (people.assignment_tells_the_worker,),
        "assignment.withdrawn": (people.assignment_tells_the_worker,),
        "assignment.set_out": (clients.setting_out_tells_the_client,),
        "visit.announced": (clients.announced_visit_tells_the_client,),
        "visit.rearranged": (clients.rearranged_visit_tells_the_client,),
        "visit.left_open": (clients.visit_left_open_tells_the_client,),
    },
)
