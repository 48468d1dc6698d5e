"""Assessing: promising to come, filling in as one goes, finishing, and looking again."""

from guanjia.chapters.assessment.commands.appointments import (
    call_off_appointment,
    call_off_appointments_of,
    pass_on_appointments_of,
    promise_appointment,
    promise_by_phone,
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
from guanjia.chapters.assessment.commands.forgetting import forget_household
from guanjia.chapters.assessment.commands.phones import once

__all__ = [
    "add_photos",
    "call_off_appointment",
    "call_off_appointments_of",
    "finish_assessment",
    "forget_household",
    "note_result_read",
    "once",
    "open_photo",
    "pass_on_appointments_of",
    "promise_appointment",
    "promise_by_phone",
    "remove_photo",
    "reopen_assessment",
    "save_answers",
    "start_assessment",
]
