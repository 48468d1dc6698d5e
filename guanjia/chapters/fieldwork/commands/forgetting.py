"""What is forgotten with a household: words, readings and pictures, not that the work was done."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.fieldwork.models import Acceptance, Alert, Attendance, Incident, StepRecord
from guanjia.vault.commands import erase_files


@transaction.atomic
def forget_household(*, household_id: int, at: datetime) -> None:
    """
    Take words, readings and pictures out of all the work done for a household that was erased.

    Who came when, which steps were done and whether the work was accepted stays. It follows from the
    household's own erasure, which asked who may.
    """
    attendances = Attendance.objects.filter(assignment__visit__household_id=household_id)
    steps = StepRecord.objects.filter(attendance__in=attendances)
    acceptances = Acceptance.objects.filter(attendance__in=attendances)
    incidents = Incident.objects.filter(visit__household_id=household_id)
    pictures = [
        *steps.values_list("file_id", flat=True),
        *acceptances.values_list("signature_file_id", flat=True),
        *incidents.values_list("file_id", flat=True),
    ]
    erase_files(pictures, reason="household", at=at)
    steps.update(value=None, note="", file_id=None)
    acceptances.update(remark="", signed_name="", told_by="")
    incidents.update(note="", file_id=None)
    attendances.update(unsigned_told_by="")
    Alert.objects.filter(visit__household_id=household_id).update(words="")
