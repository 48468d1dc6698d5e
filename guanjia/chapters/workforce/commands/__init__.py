"""Taking people on, screening them, keeping their papers, and knowing when they can work."""

from guanjia.chapters.workforce.commands.again import reopen_worker
from guanjia.chapters.workforce.commands.faces import (
    agree_to_show_face,
    open_face,
    remove_photo,
    set_photo,
    withdraw_face,
)
from guanjia.chapters.workforce.commands.logins import follow_number
from guanjia.chapters.workforce.commands.papers import (
    expire_certificates,
    open_certificate,
    open_document,
    record_insurance,
    refuse_certificate,
    revoke_certificate,
    submit_certificate,
    verify_certificate,
)
from guanjia.chapters.workforce.commands.people import (
    change_worker,
    clear_worker,
    decide_screening_step,
    part_with_worker,
    reinstate_worker,
    reject_applicant,
    reveal,
    suspend_worker,
    take_on,
)
from guanjia.chapters.workforce.commands.work import (
    confirm_skill,
    decide_leave,
    request_leave,
    set_hours,
    withdraw_leave,
    withdraw_skill,
)

__all__ = [
    "agree_to_show_face",
    "change_worker",
    "clear_worker",
    "confirm_skill",
    "decide_leave",
    "decide_screening_step",
    "expire_certificates",
    "follow_number",
    "open_certificate",
    "open_document",
    "open_face",
    "part_with_worker",
    "record_insurance",
    "refuse_certificate",
    "reinstate_worker",
    "reject_applicant",
    "remove_photo",
    "reopen_worker",
    "request_leave",
    "reveal",
    "revoke_certificate",
    "set_hours",
    "set_photo",
    "submit_certificate",
    "suspend_worker",
    "take_on",
    "verify_certificate",
    "withdraw_face",
    "withdraw_leave",
    "withdraw_skill",
]
