"""What the flow knows of the work itself: how its facts are told, and what is to be put right."""

from collections.abc import Iterator
from datetime import datetime

from guanjia.chapters.fieldwork.models import Alert, Incident
from guanjia.chapters.fieldwork.policies import (
    OVERSEERS,
    PLANNERS,
    READERS,
    visible_alerts,
    visible_attendances,
    visible_incidents,
)
from guanjia.chapters.fieldwork.queries import to_put_right
from guanjia.flow.chapter import MOST_TASKS, Chapter, Counting, Duty, Kept, Obstacle, Tally, Task
from guanjia.flow.event_messages import Message
from guanjia.flow.notices import people
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

CORRECTED_FOR = {
    "forgotten": _("forgot to check out"),
    "wrong_clock": _("the phone's time was wrong"),
    "wrong_press": _("pressed at the wrong moment"),
    "really_so": _("it was really so"),
}
WAYS = {
    "own_login": _("the household said so on its own phone"),
    "signed": _("the household signed on the worker's phone"),
    "told_orally": _("by mouth, as the worker tells it"),
    "typed": _("a name was typed, which is no signature"),
    "unsaid": _("it was not noted how"),
}
UNSIGNED_FOR = {
    "nobody_home": _("nobody was there"),
    "no_time": _("they had no time"),
    "unwilling": _("they did not want to"),
    "told_orally": _("by mouth, as the worker tells it"),
    "none": _("no reason given"),
}
SEVERITIES = {
    "minor": _("small"),
    "serious": _("serious"),
    "safety": _("danger to somebody"),
}
ALERTS = {
    "reading_abnormal": _("a reading outside the normal"),
    "critical_skipped": _("a critical step was left out"),
}
SETTLED = {
    "corrected_there": _("put right on the spot"),
    "family_told": _("the family was told"),
    "help_called": _("help was called"),
    "nothing_wrong": _("looked into, nothing is wrong"),
}
MESSAGES = {
    "alert.raised": Message(
        _("During the work of %(worker_id)s: %(reason)s."), codes={"reason": ALERTS}
    ),
    "alert.corrected": Message(_("What was not as it should be was put right during the work.")),
    "alert.settled": Message(_("An alert was seen to: %(outcome)s."), codes={"outcome": SETTLED}),
    "attendance.checked_in": Message(_("%(worker_id)s checked in.")),
    "attendance.checked_out": Message(
        _("%(worker_id)s checked out: %(steps_done)s of %(steps_due)s steps done.")
    ),
    "attendance.reading_abnormal": Message(_("%(worker_id)s noted a reading outside the normal.")),
    "attendance.departure_corrected": Message(
        _(
            "When %(worker_id)s left was put right from %(left_before)s to %(left)s "
            "(%(minutes)s there): %(reason)s."
        ),
        codes={"reason": CORRECTED_FOR},
    ),
    "attendance.accepted": Message(
        _("The work of %(worker_id)s was accepted: %(way)s."),
        codes={"way": WAYS},
        formerly={"way": "unsaid"},
    ),
    "attendance.disputed": Message(
        _("The work of %(worker_id)s was not accepted: %(way)s."),
        codes={"way": WAYS},
        formerly={"way": "unsaid"},
    ),
    "attendance.unsigned": Message(
        _("%(worker_id)s noted that the household has not signed: %(reason)s."),
        codes={"reason": UNSIGNED_FOR},
    ),
    "phone.clock_off": Message(
        _("The clock of %(worker_id)s's phone was %(minutes)s off; times were put right.")
    ),
    "incident.reported": Message(
        _("%(worker_id)s reported an incident: %(severity)s."), codes={"severity": SEVERITIES}
    ),
    "incident.taken_up": Message(_("The incident was taken up.")),
    "incident.closed": Message(_("The incident was closed.")),
}


def _incidents(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_incidents(actor).exclude(status="closed").select_related("visit__household")
    for row in rows.order_by("happened_at")[:MOST_TASKS]:
        yield Task("incident", row.visit.household.display_name, row.happened_at, (row.pk,))


def _unsettled(actor: Actor, at: datetime) -> Iterator[Tally]:
    number = visible_incidents(actor).exclude(status="closed").count()
    if number:
        yield Tally("incidents.open", number, is_wanting=True)


def _hours(actor: Actor, at: datetime) -> Iterator[Task]:
    """Check-outs that were forgotten or cannot be, and people of whom nobody knows whether they came."""
    for one in to_put_right(actor=actor, at=at, most=MOST_TASKS):
        yield Task(one.what, one.household, one.since, (one.visit_id,))


def _alerts(actor: Actor, at: datetime) -> Iterator[Task]:
    rows = visible_alerts(actor).filter(status="raised").select_related("visit__household")
    for row in rows.order_by("-raised_at")[:MOST_TASKS]:
        kind, who = f"alert.{row.reason}", row.visit.household.display_name
        yield Task(kind, who, row.raised_at, (row.pk,), is_urgent=True)


def _keeps(actor: Actor, household_id: int) -> Iterator[Kept]:
    seen = visible_attendances(actor).filter(assignment__visit__household_id=household_id)
    rows = list(
        seen.select_related("assignment__worker", "assignment__visit__service", "acceptance")
        .prefetch_related("steps__step")
        .order_by("checked_in_at", "id")
    )
    yield Kept(
        _("What was done"),
        (_("When"), _("Who"), _("Step"), _("Done"), _("Measured"), _("Note")),
        tuple(
            (
                step.happened_at,
                row.assignment.worker.name,
                step.step.text,
                step.is_done,
                step.value,
                step.note,
            )
            for row in rows
            for step in row.steps.all()
        ),
    )
    yield Kept(
        _("What the household said of the work"),
        (_("When"), _("Service"), _("Content"), _("Remark"), _("Signed by")),
        tuple(
            (
                row.acceptance.said_at,
                row.assignment.visit.service.name,
                row.acceptance.is_accepted,
                row.acceptance.remark,
                row.acceptance.signed_name,
            )
            for row in rows
            if hasattr(row, "acceptance")
        ),
    )


def _stands_against(household_id: int) -> Iterator[Obstacle]:
    incidents = Incident.objects.filter(visit__household_id=household_id).exclude(status="closed")
    for incident in incidents.order_by("id"):
        yield Obstacle("incident", incident.pk)
    for alert in Alert.objects.filter(visit__household_id=household_id, status="raised"):
        yield Obstacle("alert", alert.pk)


CHAPTER = Chapter(
    messages=MESSAGES,
    keeps=_keeps,
    stands_against=_stands_against,
    duties=(
        Duty(frozenset(OVERSEERS), _alerts),
        Duty(frozenset(OVERSEERS), _incidents),
        Duty(frozenset(PLANNERS), _hours),
    ),
    countings=(Counting(frozenset(READERS), _unsettled),),
    notices={"alert.raised": (people.alert_tells_whoever_is_responsible,)},
)
