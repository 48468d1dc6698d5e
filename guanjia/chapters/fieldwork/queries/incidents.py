"""What went wrong, and whose it is to see to it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from guanjia.chapters.fieldwork import policies
from guanjia.chapters.fieldwork.states import INCIDENT
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident that nobody has closed yet."""

    id: int
    visit_id: int
    household_id: int
    kind: str
    severity: str
    note: str
    happened_at: datetime
    status: str


def open_incidents(*, actor: Actor) -> tuple[OpenIncident, ...]:
    """Return the incidents that are not closed, the gravest and oldest first, in one SQL query."""
    order = {"safety": 0, "serious": 1, "minor": 2}
    rows = policies.visible_incidents(actor).filter(~Q(status="closed")).select_related("visit")
    found = [
        OpenIncident(
            id=row.pk,
            visit_id=row.visit_id,
            household_id=row.visit.household_id,
            kind=row.kind,
            severity=row.severity,
            note=row.note,
            happened_at=row.happened_at,
            status=row.status,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda row: (order[row.severity], row.happened_at)))


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """An incident with what is needed to see to it."""

    id: int
    visit_id: int
    household_id: int
    household: str
    worker: str
    service: str
    kind: str
    severity: str
    note: str
    file_id: int | None
    happened_at: datetime
    status: str
    moves: tuple[str, ...]


def incident_card(*, actor: Actor, incident_id: int) -> IncidentCard:
    """
    Return one incident with the moves that are the actor's, in one SQL query.

    :raises Incident.DoesNotExist: if there is none such among those the actor may see
    """
    rows = policies.visible_incidents(actor).select_related(
        "visit__household", "visit__service", "assignment__worker"
    )
    row = rows.get(id=incident_id)
    return IncidentCard(
        id=row.pk,
        visit_id=row.visit_id,
        household_id=row.visit.household_id,
        household=row.visit.household.display_name,
        worker=row.assignment.worker.name,
        service=row.visit.service.name,
        kind=row.kind,
        severity=row.severity,
        note=row.note,
        file_id=row.file_id,
        happened_at=row.happened_at,
        status=row.status,
        moves=INCIDENT.open_to(row.status) if policies.may_handle(actor, row) else (),
    )
