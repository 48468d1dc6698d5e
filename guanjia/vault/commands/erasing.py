"""Erasing on purpose: rows are found by nothing any more, files leave the disk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from guanjia.vault.files import place_of
from guanjia.vault.models import ErasedFile, File, SearchToken


def forget_rows(rows: Iterable[Any]) -> None:
    """File these rows, all of one kind, under nothing any more; one SQL statement."""
    rows = list(rows)
    if rows:
        noun = rows[0]._meta.model_name
        SearchToken.objects.filter(noun=noun, object_id__in=[row.pk for row in rows]).delete()


@transaction.atomic
def erase_files(file_ids: Iterable[int | None], *, reason: str, at: datetime) -> int:
    """
    Note that these files are erased, and return how many there were; from then on nobody opens them.

    `remove_erased` takes them from the disk, once this is certain.

    :param reason: why, by its code, such as "household"
    """
    wanted = {file_id for file_id in file_ids if file_id}
    gone = set(ErasedFile.objects.filter(file_id__in=wanted).values_list("file_id", flat=True))
    rows = File.objects.filter(id__in=wanted - gone)
    erased = [ErasedFile(file=row, reason=reason, erased_at=at) for row in rows]
    ErasedFile.objects.bulk_create(erased)
    return len(erased)


def remove_erased(*, at: datetime) -> int:
    """
    Take the files that were erased from the disk, and return how many there were.

    It may be stopped anywhere and told again: a row says so only once its file is gone.
    """
    removed = 0
    for row in ErasedFile.objects.filter(removed_at=None).select_related("file").order_by("id"):
        place_of(row.file.stored_as).unlink(missing_ok=True)
        with transaction.atomic():
            File.objects.filter(id=row.file_id).update(sha256="", size=0)
            ErasedFile.objects.filter(pk=row.pk).update(removed_at=at)
        removed += 1
    return removed
