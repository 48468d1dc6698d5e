"""What is forgotten with a household: what it answered, and the pictures of its home."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.assessment.models import Answer, Assessment, Photo
from guanjia.vault.commands import erase_files


@transaction.atomic
def forget_household(*, household_id: int, at: datetime) -> None:
    """
    Empty every assessment of a household that was erased; that it was assessed, when and by whom stays.

    It follows from the household's own erasure, which asked who may.
    """
    photos = Photo.objects.filter(assessment__household_id=household_id)
    erase_files(photos.values_list("file_id", flat=True), reason="household", at=at)
    photos.delete()
    Answer.objects.filter(assessment__household_id=household_id).delete()
    Assessment.objects.filter(household_id=household_id).update(scores={})
