"""Assessing: promising to come, filling in as one goes, finishing, and looking again."""

from guanjia.chapters.assessment.commands.appointments import (
    call_off_appointment,
    call_off_appointments_of,
    move_appointment,
    pass_on_appointments_of,
    promise_appointment,
    promise_by_phone,
    settle_appointments_of,
)
from guanjia.chapters.assessment.commands.assessing import (
    add_photos,
    finish_assessment,
    note_result_read,
    open_photo,
    remove_photo,
    reopen_assessment,
    save_answers,
    start_assessment,
)
from guanjia.chapters.assessment.commands.findings import note_sheet_read, take_over
from guanjia.chapters.assessment.commands.forgetting import forget_household
from guanjia.chapters.assessment.commands.phones import once
from guanjia.chapters.assessment.rules import ElsewhereThen

__all__ = [
    "ElsewhereThen",
    "add_photos",
    "call_off_appointment",
    "call_off_appointments_of",
    "finish_assessment",
    "forget_household",
    "move_appointment",
    "note_result_read",
    "note_sheet_read",
    "once",
    "open_photo",
    "pass_on_appointments_of",
    "promise_appointment",
    "promise_by_phone",
    "remove_photo",
    "reopen_assessment",
    "save_answers",
    "settle_appointments_of",
    "start_assessment",
    "take_over",
]
