"""Letting the desk know, while the work goes on, that a step is not as it should be."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.facts import AlertCorrected, AlertRaised, AlertSettled
from guanjia.chapters.fieldwork.models import ALERT_OUTCOMES, Alert, Attendance, StepRecord
from guanjia.chapters.fieldwork.queries import as_rule
from guanjia.chapters.fieldwork.states import ALERT
from guanjia.kernel.actors import Actor
from guanjia.ledger.record import move, record


def watch(
    *,
    actor: Actor,
    attendance: Attendance,
    steps: Mapping[int, SopStep],
    written: Collection[StepRecord],
    at: datetime,
) -> None:
    """
    Raise an alert for each step just written that is not as it should be; end those put right.

    Nothing is asked of the database while all is well and nothing was told anew; else one SQL query,
    and the few statements of each alert.
    """
    wrong = {row.step_id: reason for row in written if (reason := _why(steps[row.step_id], row))}
    if not wrong and all(row.version == 1 for row in written):
        return
    asked = [row.step_id for row in written]
    for alert in Alert.objects.filter(attendance=attendance, step__in=asked, status="raised"):
        if wrong.get(alert.step_id) == alert.reason:
            del wrong[alert.step_id]
            continue
        visit = attendance.assignment.visit
        fact = AlertCorrected(alert.pk, visit.pk, visit.household_id)
        move(alert, ALERT, "correct", fact, visit, actor=actor, at=at)
    for step_id, reason in wrong.items():
        _raise(actor, attendance, step_id, reason, at)


def _why(step: SopStep, row: StepRecord) -> str:
    return rules.why_alert(as_rule(step), is_done=row.is_done, value=row.value)


def _raise(actor: Actor, attendance: Attendance, step_id: int, reason: str, at: datetime) -> None:
    visit = attendance.assignment.visit
    alert = Alert.objects.create(
        attendance=attendance,
        step_id=step_id,
        visit=visit,
        reason=reason,
        raised_at=at,
        status_since=at,
    )
    fact = AlertRaised(
        alert_id=alert.pk,
        visit_id=visit.pk,
        household_id=visit.household_id,
        worker_id=attendance.assignment.worker_id,
        reason=reason,
    )
    record(fact, alert, visit, actor=actor, at=at)


@transaction.atomic
def settle_alert(*, actor: Actor, alert_id: int, outcome: str, words: str, at: datetime) -> Alert:
    """
    Write down what was done about an alert.

    :raises NotAllowed: if the actor's role does not include it
    :raises IllegalMove: if it is over already
    :raises Invalid: if no outcome is chosen or nothing is written down
    """
    alert = policies.visible_alerts(actor).select_related("visit__household").get(id=alert_id)
    actor = policies.may_settle(actor, alert).let(actor)
    rules.check_settling(outcome, words, known=ALERT_OUTCOMES)
    visit = alert.visit
    fact = AlertSettled(alert.pk, visit.pk, visit.household_id, outcome=outcome)
    move(
        alert,
        ALERT,
        "settle",
        fact,
        visit,
        actor=actor,
        at=at,
        outcome=outcome,
        words=words.strip(),
    )
    return alert
