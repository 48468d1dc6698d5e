"""The household's word on the work; and that there is none."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.fieldwork import policies
from guanjia.chapters.fieldwork.commands.coming import own_attendance
from guanjia.chapters.fieldwork.facts import WorkAccepted, WorkDisputed, WorkUnsigned
from guanjia.chapters.fieldwork.models import UNSIGNED_REASONS, Acceptance, Attendance
from guanjia.chapters.fieldwork.states import ATTENDANCE
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move

LONGEST_NAME = 60


@transaction.atomic
def accept_work(
    *,
    actor: Actor,
    attendance_id: int,
    is_accepted: bool,
    at: datetime,
    remark: str = "",
    signature_file_id: int | None = None,
    told_by: str = "",
) -> Acceptance:
    """
    Record the household's word on the work: accepted, or not and why.

    It is given once: by the client's own login, or on the worker's phone with a drawn signature.
    Nobody else's typing stands for it. What is not right is also passed on without a signature.

    :param told_by: who said what is not right, where they did not sign
    :raises NotAllowed: if the actor is neither of the household nor the worker who was there, or
        is of the household and was sent there as well
    :raises Invalid: if it is not accepted and nothing is said, or the worker's phone shows no
        signature
    :raises IllegalMove: if the worker has not left yet, or the word has been given
    """
    attendance = (
        policies.visible_attendances(actor)
        .select_related("assignment__visit__household")
        .get(id=attendance_id)
    )
    actor = policies.may_accept(actor, attendance).let(actor)
    visit = attendance.assignment.visit
    is_client = policies.is_client(actor, visit)
    told_by = "" if is_client or signature_file_id else told_by.strip()[:LONGEST_NAME]
    if not is_accepted and not remark.strip():
        raise Invalid(_("Please say what is not right, so that we can mend it."), field="remark")
    if not is_client and signature_file_id is None:
        if is_accepted:
            raise Invalid(
                _("Please let the household sign, or say below why it has not."), field="signature"
            )
        if not told_by:
            raise Invalid(
                _("Please let the household sign, or write who told you so."), field="told_by"
            )
    word = Acceptance(
        attendance=attendance,
        user_id=actor.user_id,
        is_by_client=is_client,
        is_accepted=is_accepted,
        remark=remark.strip(),
        signature_file_id=signature_file_id,
        told_by=told_by,
        said_at=at,
    )
    about, way = _about(attendance), word.way
    move(
        attendance,
        ATTENDANCE,
        "accept" if is_accepted else "dispute",
        WorkAccepted(**about, way=way) if is_accepted else WorkDisputed(**about, way=way),
        visit,
        actor=actor,
        at=at,
    )
    word.save()
    return word


@transaction.atomic
def leave_unsigned(
    *, actor: Actor, attendance_id: int, reason: str, told_by: str = "", at: datetime
) -> Attendance:
    """
    Record that the household has not signed, and why. It may still give its word by its own login.

    Saying the same again changes nothing.

    :param reason: a code of UNSIGNED_REASONS
    :param told_by: who said by mouth how the work was, for "told_orally"
    :raises NotAllowed: if the actor is not the one who was sent
    :raises Invalid: if there is no such reason, or nobody is named who said so
    :raises IllegalMove: if the worker has not left yet, or the household has given its word
    """
    actor, attendance = own_attendance(actor, attendance_id)
    if reason not in UNSIGNED_REASONS:
        raise Invalid(_("Please choose why it is not signed."), field="unsigned")
    told_by = told_by.strip()[:LONGEST_NAME] if reason == "told_orally" else ""
    if reason == "told_orally" and not told_by:
        raise Invalid(_("Please write who told you so."), field="told_by")
    before = (attendance.status, attendance.unsigned_reason, attendance.unsigned_told_by)
    if before == ("unsigned", reason, told_by):
        return attendance
    move(
        attendance,
        ATTENDANCE,
        "leave_unsigned",
        WorkUnsigned(**_about(attendance), reason=reason),
        attendance.assignment.visit,
        actor=actor,
        at=at,
        unsigned_reason=reason,
        unsigned_told_by=told_by,
    )
    return attendance


def _about(attendance: Attendance) -> dict[str, int]:
    visit = attendance.assignment.visit
    return {
        "attendance_id": attendance.pk,
        "visit_id": visit.pk,
        "worker_id": attendance.assignment.worker_id,
        "household_id": visit.household_id,
    }
