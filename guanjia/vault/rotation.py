"""How far the vault has come with a new key: what is encrypted by it, and whether it signs the index."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from guanjia.vault.models import Rotation


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far the newest key has come.

    :param done: how many of `total` rows and files have been looked at
    :param unreadable: how many values none of the keys opens
    :param encrypted_at: when everything was encrypted by it
    :param signed_at: when the search index was signed by it; from then on no other key is needed
    """

    done: int
    total: int
    unreadable: int
    encrypted_at: datetime | None
    signed_at: datetime | None


def mark_of(key: str) -> str:
    """Return what a key is known by without being told."""
    return sha256(b"mark:" + key.encode()).hexdigest()[:16]


def progress() -> Progress | None:
    """Return how far the newest key has come, in one SQL query; None if nothing was begun with it."""
    row = Rotation.objects.filter(key_mark=mark_of(settings.VAULT_KEYS[0])).first()
    if row is None:
        return None
    return Progress(row.done, row.total, row.unreadable, row.encrypted_at, row.signed_at)


def is_index_signed_otherwise() -> bool:
    """
    Test whether another key than the last one signs the search index; one SQL query.

    Then nobody is found by name or number, and nobody can sign in.
    """
    signed = Rotation.objects.exclude(signed_at=None).order_by("-signed_at", "-id")
    mark = signed.values_list("key_mark", flat=True).first()
    return mark is not None and mark != mark_of(settings.VAULT_KEYS[-1])
