"""Files of the vault: encrypted on disk, under names that say nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum

from guanjia.db.ours import Missing, ours
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import decrypt_bytes
from guanjia.vault.models import File

MOST_FILES_A_DAY = 600
MOST_BYTES_A_DAY = 1_000_000_000
"""What one person may keep in a day: a long day's work many times over, and no full disk."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file in clear."""

    content: bytes
    media_type: str


def place_of(stored_as: str) -> Path:
    """Return where the file `stored_as` lies."""
    return Path(settings.VAULT_ROOT) / stored_as[:2] / stored_as


def is_picture(file_id: int) -> bool:
    """Test whether a file can stand as a picture on a page; one SQL query."""
    return File.objects.filter(id=file_id, media_type__in=("image/jpeg", "image/png")).exists()


def is_kept(prepared: Prepared, *, among: Iterable[int]) -> bool:
    """Test whether one of these files is the same, sign for sign; one SQL query."""
    same = File.objects.filter(sha256=sha256(prepared.content).hexdigest())
    return same.filter(id__in=tuple(among)).exists()


def is_share_used_up(*, user_id: int, at: datetime) -> bool:
    """Test whether somebody has kept as much since this time yesterday as one may; one SQL query."""
    theirs = File.objects.filter(stored_by_id=user_id, stored_at__gt=at - DAY)
    kept = theirs.aggregate(files=Count("id"), size=Sum("size", default=0))
    return bool(kept["files"] >= MOST_FILES_A_DAY or kept["size"] >= MOST_BYTES_A_DAY)


def opened(file_id: int) -> Opened:
    """
    Return a file in clear. The caller's policy has already said that the actor may see it.

    :raises Missing: if there is no such file, or it is no longer where it lay
    :raises Unreadable: if no configured key opens it
    """
    row = ours(File.objects.all(), id=file_id)
    try:
        encrypted = place_of(row.stored_as).read_bytes()
    except FileNotFoundError as lost:
        raise Missing(f"file {file_id} is no longer where it lay") from lost
    return Opened(decrypt_bytes(encrypted), row.media_type)
