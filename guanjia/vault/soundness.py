"""Are the vault's files what was stored? A file that is lost is told by nobody until somebody asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from guanjia.vault.files import Gone, Lost, content_of, place_of
from guanjia.vault.models import ErasedFile, File, GivenUp

State = Literal["", "missing", "changed"]
"""What is wrong with a file; "changed" is also what the disk does not give back."""
ON_ITS_WAY = timedelta(hours=1)
"""For so long a file may wait for its row: until what is done with it is confirmed."""
BLOCK = 16
AROUND = 1 + 8 + 16 + 32
"""Bytes of an encrypted file beside its content: version, time, start and signature."""


@dataclass(frozen=True, slots=True)
class Amiss:
    """A file that is not what was stored."""

    file_id: int
    stored_as: str
    state: State


def looked_through(*, reads: Callable[[int], bool]) -> tuple[int, tuple[Amiss, ...]]:
    """
    Return how many files there are, and those that are not what was stored; five SQL queries.

    Of each it is asked whether it is there and as long as it must be. One that was given up or erased
    is asked for no more.

    :param reads: tells by its id which file is opened and compared with its sum as well; some 7
        milliseconds a megabyte
    """
    known = File.objects.exclude(id__in=given_up_ids() | erased_ids())
    rows = list(known.order_by("id").only("sha256", "size", "stored_as"))
    states = ((row, state_of(row, is_read=reads(row.pk))) for row in rows)
    return len(rows), tuple(Amiss(row.pk, row.stored_as, state) for row, state in states if state)


def without_row(*, at: datetime) -> tuple[Path, ...]:
    """
    Return the files in the vault's folder that no row knows, the oldest first; one SQL query.

    One that has just been written may have its row yet.
    """
    lying = {file.name: file for file in Path(settings.VAULT_ROOT).glob("[!.]*/[!.]*")}
    for stored_as in File.objects.values_list("stored_as", flat=True).iterator():
        lying.pop(stored_as, None)
    dated = sorted((file.stat().st_mtime, file) for file in lying.values() if file.is_file())
    return tuple(file for when, file in dated if when < (at - ON_ITS_WAY).timestamp())


def given_up_ids() -> frozenset[int]:
    """Return which files were given up and have not come back; two SQL queries."""
    return _files_of(GivenUp.objects.filter(brought_back_at=None))


def erased_ids() -> frozenset[int]:
    """Return which files were erased on purpose; two SQL queries."""
    return _files_of(ErasedFile.objects.all())


def _files_of(rows: QuerySet[Any]) -> frozenset[int]:
    if rows.model._meta.db_table not in connection.introspection.table_names():
        return frozenset()  # A database that an earlier version wrote.
    return frozenset(rows.values_list("file_id", flat=True))


def state_of(row: File, *, is_read: bool) -> State:
    """Return what is wrong with a file; "" if nothing is known to be."""
    try:
        if place_of(row.stored_as).stat().st_size != _length_encrypted(row.size):
            return "changed"
        if is_read:
            content_of(row)
    except (FileNotFoundError, Gone):
        return "missing"
    except (OSError, Lost):
        return "changed"
    return ""


def _length_encrypted(size: int) -> int:
    padded = (size // BLOCK + 1) * BLOCK
    return -(-(AROUND + padded) // 3) * 4
