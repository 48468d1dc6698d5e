"""What a worker and a household do while the work is done. Every act may be sent twice."""

from guanjia.chapters.fieldwork.commands.evidence import open_evidence
from guanjia.chapters.fieldwork.commands.incidents import (
    close_incident,
    report_incident,
    take_up_incident,
)
from guanjia.chapters.fieldwork.commands.phones import Sending, once
from guanjia.chapters.fieldwork.commands.work import (
    StepTold,
    accept_work,
    as_rule,
    check_in,
    check_out,
    record_step,
    record_steps,
)

__all__ = [
    "Sending",
    "StepTold",
    "accept_work",
    "as_rule",
    "check_in",
    "check_out",
    "close_incident",
    "once",
    "open_evidence",
    "record_step",
    "record_steps",
    "report_incident",
    "take_up_incident",
]
