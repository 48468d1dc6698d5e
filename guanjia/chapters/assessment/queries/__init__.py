"""Reading assessments: forms, one step, the result, lists, and what follows for a plan."""

from guanjia.chapters.assessment.queries.findings import (
    FindingLine,
    Findings,
    dossier_of,
    findings_of,
    home_of,
)
from guanjia.chapters.assessment.queries.forms import (
    PhotoLine,
    answers_of,
    form_codes,
    form_of,
    shown_photo,
)
from guanjia.chapters.assessment.queries.lists import (
    AppointmentLine,
    AssessmentLine,
    appointment_line,
    appointments_of,
    assessments_of,
)
from guanjia.chapters.assessment.queries.needs import Need, Needs, finished_assessment, needs_of
from guanjia.chapters.assessment.queries.results import Result, assessment_result
from guanjia.chapters.assessment.queries.sheets import Asked, MissingLine, Sheet, assessment_sheet

__all__ = [
    "AppointmentLine",
    "Asked",
    "AssessmentLine",
    "FindingLine",
    "Findings",
    "MissingLine",
    "Need",
    "Needs",
    "PhotoLine",
    "Result",
    "Sheet",
    "answers_of",
    "appointment_line",
    "appointments_of",
    "assessment_result",
    "assessment_sheet",
    "assessments_of",
    "dossier_of",
    "findings_of",
    "finished_assessment",
    "form_codes",
    "form_of",
    "home_of",
    "needs_of",
    "shown_photo",
]
