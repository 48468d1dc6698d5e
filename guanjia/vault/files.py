"""Files of the vault: encrypted on disk, under names that say nothing."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum

from guanjia.db.ours import ours
from guanjia.kernel.clock import local
from guanjia.kernel.errors import Conflict, NotNow
from guanjia.kernel.words import _
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import Unreadable, decrypt_bytes
from guanjia.vault.models import ErasedFile, File, GivenUp

logger = logging.getLogger(__name__)

WHY_ERASED = {
    "household": _(
        "File no. %(number)s was erased on %(day)s, because the household asked to be forgotten."
    ),
    "face": _(
        "File no. %(number)s was erased on %(day)s: the picture was taken away, or another took its place."
    ),
}
"""What is said of a file that was erased, by the reason."""

MOST_FILES_A_DAY = 600
MOST_BYTES_A_DAY = 1_000_000_000
"""What one person may keep in a day: a long day's work many times over, and no full disk."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file in clear."""

    content: bytes
    media_type: str


class Lost(NotNow):
    """A file is not there, or is not what was stored; nothing about what was asked is wrong."""

    again_after_seconds = None


class Gone(Lost):
    """A file is not there."""


class Erased(Conflict):
    """A file was erased on purpose, and nobody has it any more."""


def place_of(stored_as: str) -> Path:
    """Return where the file `stored_as` lies."""
    return Path(settings.VAULT_ROOT) / stored_as[:2] / stored_as


def is_picture(file_id: int) -> bool:
    """Test whether a file can stand as a picture on a page; one SQL query."""
    return File.objects.filter(id=file_id, media_type__in=("image/jpeg", "image/png")).exists()


def is_kept(prepared: Prepared, *, among: Iterable[int]) -> bool:
    """
    Test whether one of these files is the same, sign for sign; one SQL query.

    One that was lost since is not: whoever sends it again mends that.
    """
    same = File.objects.filter(sha256=sha256(prepared.content).hexdigest())
    return any(_is_whole(row) for row in same.filter(id__in=tuple(among)))


def _is_whole(row: File) -> bool:
    try:
        content_of(row)
    except Lost:
        return False
    return True


def is_share_used_up(*, user_id: int, at: datetime) -> bool:
    """Test whether somebody has kept as much since this time yesterday as one may; one SQL query."""
    theirs = File.objects.filter(stored_by_id=user_id, stored_at__gt=at - DAY)
    kept = theirs.aggregate(files=Count("id"), size=Sum("size", default=0))
    return bool(kept["files"] >= MOST_FILES_A_DAY or kept["size"] >= MOST_BYTES_A_DAY)


def opened(file_id: int) -> Opened:
    """
    Return a file in clear. The caller's policy has already said that the actor may see it.

    :raises Missing: if there is no such file
    :raises Erased: if it was erased on purpose
    :raises Lost: if it is no longer where it was kept, or no longer what was stored
    """
    row = ours(File.objects.all(), id=file_id)
    if erased := ErasedFile.objects.filter(file=row).first():
        raise _erased(erased)
    try:
        return Opened(content_of(row), row.media_type)
    except Lost as lost:
        if known := GivenUp.objects.filter(file=row, brought_back_at=None).first():
            raise _given_up(known) from lost
        logger.error("%s It should lie in %s.", lost, place_of(row.stored_as))
        raise


def _erased(known: ErasedFile) -> Erased:
    return Erased(
        WHY_ERASED[known.reason],
        number=known.file_id,
        day=f"{local(known.erased_at, settings.TIME_ZONE):%Y-%m-%d}",
    )


def _given_up(known: GivenUp) -> Lost:
    return Lost(
        _("File no. %(number)s was lost. %(who)s gave it up on %(day)s: %(reason)s"),
        number=known.file_id,
        who=known.given_up_by,
        day=f"{local(known.given_up_at, settings.TIME_ZONE):%Y-%m-%d}",
        reason=known.reason,
    )


def content_of(row: File) -> bytes:
    """
    Return what was stored, compared with its sum.

    :raises Gone: if it is no longer where it was kept
    :raises Lost: if the disk does not give it back, no key opens it, or it is something else
    """
    try:
        content = decrypt_bytes(place_of(row.stored_as).read_bytes())
    except FileNotFoundError as gone:
        raise Gone(
            _(
                "File no. %(number)s is no longer where it was kept. Please tell whoever looks after "
                "the machine: a backup may still have it."
            ),
            number=row.pk,
        ) from gone
    except (OSError, Unreadable) as unreadable:
        raise _spoilt(row) from unreadable
    if sha256(content).hexdigest() != row.sha256:
        raise _spoilt(row)
    return content


def _spoilt(row: File) -> Lost:
    return Lost(
        _(
            "File no. %(number)s is no longer what was stored. Please tell whoever looks after the "
            "machine: a backup may still have it."
        ),
        number=row.pk,
    )
