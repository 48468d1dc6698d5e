"""What went wrong in a home, and who sees to it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.facts import IncidentClosed, IncidentReported, IncidentTakenUp
from guanjia.chapters.fieldwork.models import INCIDENT_KINDS, SEVERITIES, Incident
from guanjia.chapters.fieldwork.states import INCIDENT
from guanjia.db.ours import ours
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record


@transaction.atomic
def report_incident(
    *,
    actor: Actor,
    assignment_id: int,
    key: str,
    kind: str,
    severity: str,
    note: str,
    happened_at: datetime,
    at: datetime,
    file_id: int | None = None,
) -> Incident:
    """
    Report that something went wrong. The same `key` twice is one report.

    :raises NotAllowed: if the actor is not the one who was sent
    :raises Invalid: if the kind or severity is unknown, nothing is said, or it lies in the future
    """
    assignment = policies.visible_assignments(actor).select_related("visit").get(id=assignment_id)
    actor = policies.may_work(actor, assignment).let(actor)
    if kind not in INCIDENT_KINDS:
        raise Invalid(_("Please choose what happened."), field="kind")
    if severity not in SEVERITIES:
        raise Invalid(_("Please choose how serious it is."), field="severity")
    rules.check_moment(happened_at, at=at)
    if not note.strip():
        raise Invalid(
            _("Please tick what fits, take a picture, or write a few words."), field="note"
        )
    try:
        with transaction.atomic():
            incident = Incident.objects.create(
                visit=assignment.visit,
                assignment=assignment,
                key=key,
                kind=kind,
                severity=severity,
                note=note.strip(),
                file_id=file_id,
                happened_at=happened_at,
                status_since=at,
            )
    except IntegrityError:
        return ours(Incident.objects.all(), key=key, assignment=assignment)
    record(
        IncidentReported(
            incident_id=incident.pk,
            visit_id=assignment.visit_id,
            worker_id=assignment.worker_id,
            household_id=assignment.visit.household_id,
            severity=severity,
        ),
        incident,
        assignment.visit,
        actor=actor,
        at=happened_at,
    )
    return incident


@transaction.atomic
def take_up_incident(*, actor: Actor, incident_id: int, at: datetime) -> Incident:
    """
    Say that somebody sees to it.

    :raises NotAllowed: if the actor's role does not include it
    :raises IllegalMove: if it is in hand or closed
    """
    incident = policies.visible_incidents(actor).select_related("visit").get(id=incident_id)
    actor = policies.may_handle(actor, incident).let(actor)
    move(incident, INCIDENT, "take_up", IncidentTakenUp(incident.pk), actor=actor, at=at)
    return incident


@transaction.atomic
def close_incident(*, actor: Actor, incident_id: int, at: datetime) -> Incident:
    """
    Say that it has been seen to.

    :raises NotAllowed: if the actor's role does not include it
    :raises IllegalMove: if it is closed already
    """
    incident = policies.visible_incidents(actor).select_related("visit").get(id=incident_id)
    actor = policies.may_handle(actor, incident).let(actor)
    move(incident, INCIDENT, "close", IncidentClosed(incident.pk), actor=actor, at=at)
    return incident
