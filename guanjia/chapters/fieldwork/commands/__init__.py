"""What a worker and a household do while the work is done. Every act may be sent twice."""

from guanjia.chapters.fieldwork.commands.acceptance import accept_work, leave_unsigned
from guanjia.chapters.fieldwork.commands.alerts import settle_alert
from guanjia.chapters.fieldwork.commands.coming import check_in, check_out
from guanjia.chapters.fieldwork.commands.evidence import open_evidence
from guanjia.chapters.fieldwork.commands.forgetting import forget_household
from guanjia.chapters.fieldwork.commands.hours import (
    REASONS_TO_CORRECT,
    correct_departure,
    note_no_show,
)
from guanjia.chapters.fieldwork.commands.incidents import (
    close_incident,
    report_incident,
    take_up_incident,
)
from guanjia.chapters.fieldwork.commands.phones import once
from guanjia.chapters.fieldwork.commands.setting_out import set_out
from guanjia.chapters.fieldwork.commands.steps import StepTold, record_step, record_steps

__all__ = [
    "REASONS_TO_CORRECT",
    "StepTold",
    "accept_work",
    "check_in",
    "check_out",
    "close_incident",
    "correct_departure",
    "forget_household",
    "leave_unsigned",
    "note_no_show",
    "once",
    "open_evidence",
    "record_step",
    "record_steps",
    "report_incident",
    "set_out",
    "settle_alert",
    "take_up_incident",
]
