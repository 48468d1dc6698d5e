"""Filing, storing files, and noting who has looked."""

import errno
import logging
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, overload

from django.db import transaction

from guanjia.db.troubles import READ_ONLY, WORDS
from guanjia.kernel.changes import KEPT, Kept, changed
from guanjia.kernel.errors import NotNow
from guanjia.kernel.words import _
from guanjia.vault import search
from guanjia.vault.files import is_share_used_up, place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import encrypt_bytes
from guanjia.vault.models import AccessRecord, File, SearchToken

logger = logging.getLogger(__name__)

ONLY_READ = {errno.EROFS, errno.EACCES, errno.EPERM}
"""What the system says where nobody, or not this user, may write."""


@transaction.atomic
def remember(
    row: Any,
    *,
    name: str | Kept = KEPT,
    alias: str | Kept = KEPT,
    code: str | Kept = KEPT,
    phone: str | Kept = KEPT,
) -> None:
    """
    File `row` under the given texts, instead of what those fields said before.

    Two SQL statements.
    """
    texts = changed(name=name, alias=alias, code=code, phone=phone)
    noun = row._meta.model_name
    SearchToken.objects.filter(noun=noun, object_id=row.pk, field__in=tuple(texts)).delete()
    SearchToken.objects.bulk_create(
        [
            SearchToken(noun=noun, object_id=row.pk, field=field, token=search.print_of(word))
            for field, text in texts.items()
            for word in sorted(search.words_of(field, str(text)))
        ],
        ignore_conflicts=True,
    )


def store(prepared: Prepared, *, purpose: str, user_id: int | None, at: datetime) -> File:
    """
    Put a prepared file into the vault, encrypted; two SQL statements.

    Whoever may be refused afterwards uses `keeping`, which leaves nothing behind.

    :raises NotNow: if this person has kept as many files today as one may, or nobody may write there
    """
    if user_id is not None and is_share_used_up(user_id=user_id, at=at):
        raise NotNow(
            _("You have sent very many files today. Please send this one tomorrow, or call us.")
        )
    row = File(
        sha256=sha256(prepared.content).hexdigest(),
        media_type=prepared.media_type,
        size=len(prepared.content),
        purpose=purpose,
        stored_as=secrets.token_hex(20),
        stored_at=at,
        stored_by_id=user_id,
    )
    place = place_of(row.stored_as)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.touch(mode=0o600)
        _write_down(place, encrypt_bytes(prepared.content))
        row.save()
    except BaseException as error:
        _take_away(place)
        if isinstance(error, OSError) and error.errno in ONLY_READ:
            logger.error("Nothing can be kept in the vault: %s", error)
            raise NotNow(WORDS[READ_ONLY]) from error
        raise
    return row


def _take_away(place: Path) -> None:
    """Leave nothing of a file that was not kept; where nobody may write, nothing of it is there."""
    with suppress(OSError):
        place.unlink(missing_ok=True)


def _write_down(place: Path, content: bytes) -> None:
    """Write a file so that it is on the disk before a row speaks of it."""
    with place.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # Its name, too.
    finally:
        os.close(folder)


@overload
def keeping(
    prepared: Prepared, *, purpose: str, user_id: int | None, at: datetime
) -> AbstractContextManager[int]: ...


@overload
def keeping(
    prepared: Prepared | None, *, purpose: str, user_id: int | None, at: datetime
) -> AbstractContextManager[int | None]: ...


@contextmanager  # type: ignore[misc]  # None for None only, as said above
def keeping(
    prepared: Prepared | None, *, purpose: str, user_id: int | None, at: datetime
) -> Iterator[int | None]:
    """
    Keep a file for what is done inside, and yield its id; None if there is no file.

    If what is done inside is refused or fails, neither it nor the file has happened.
    """
    with transaction.atomic():
        if prepared is None:
            yield None
            return
        row = store(prepared, purpose=purpose, user_id=user_id, at=at)
        try:
            yield row.pk
        except BaseException:
            _take_away(place_of(row.stored_as))
            raise


def record_access(
    *, user_id: int, rows: Iterable[Any], field: str, purpose: str, at: datetime
) -> None:
    """Record that a user saw `field` of these rows in clear, in one SQL statement."""
    AccessRecord.objects.bulk_create(
        [
            AccessRecord(
                user_id=user_id,
                noun=row._meta.model_name,
                object_id=row.pk,
                field=field,
                purpose=purpose,
                accessed_at=at,
            )
            for row in rows
        ]
    )
