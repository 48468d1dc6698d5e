"""Reading about the people who are sent."""

from guanjia.chapters.workforce.queries.absences import leave_over
from guanjia.chapters.workforce.queries.lists import (
    EXPIRING,
    PAGE,
    SORTS,
    Reminder,
    ToVerify,
    WorkerRow,
    reminders_due,
    to_verify,
    worker_list,
)
from guanjia.chapters.workforce.queries.records import (
    LeaveRow,
    PaperRow,
    PolicyRow,
    SkillRow,
    StepRow,
    WorkerRecord,
    document_of,
    worker_record,
)

__all__ = [
    "EXPIRING",
    "PAGE",
    "SORTS",
    "LeaveRow",
    "PaperRow",
    "PolicyRow",
    "Reminder",
    "SkillRow",
    "StepRow",
    "ToVerify",
    "WorkerRecord",
    "WorkerRow",
    "document_of",
    "leave_over",
    "reminders_due",
    "to_verify",
    "worker_list",
    "worker_record",
]
