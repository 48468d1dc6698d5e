"""Reading the work in homes: the sheet on the worker's phone, and what the office sees of it."""

from guanjia.chapters.fieldwork.queries.alerts import AlertCard, AlertRow, alert_card, alert_list
from guanjia.chapters.fieldwork.queries.done import (
    DoneVisit,
    Evidence,
    done_at,
    done_visit,
    evidence_of,
)
from guanjia.chapters.fieldwork.queries.hours import (
    ToPutRight,
    missing_at,
    to_put_right,
)
from guanjia.chapters.fieldwork.queries.incidents import (
    IncidentCard,
    OpenIncident,
    incident_card,
    open_incidents,
)
from guanjia.chapters.fieldwork.queries.sheet import (
    Sheet,
    StepLine,
    as_rule,
    own_sheet,
    sheet,
    tolerance_minutes,
)

__all__ = [
    "AlertCard",
    "AlertRow",
    "DoneVisit",
    "Evidence",
    "IncidentCard",
    "OpenIncident",
    "Sheet",
    "StepLine",
    "ToPutRight",
    "alert_card",
    "alert_list",
    "as_rule",
    "done_at",
    "done_visit",
    "evidence_of",
    "incident_card",
    "missing_at",
    "open_incidents",
    "own_sheet",
    "sheet",
    "to_put_right",
    "tolerance_minutes",
]
