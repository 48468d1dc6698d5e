"""
Renewing what older keys have encrypted, so that they can be retired.

It goes through every table with encrypted columns and every file, a few rows at a time. Each step is a
transaction that also notes how far it came, so that whoever is stopped or killed goes on from
there. What was renewed already is left as it is.
"""

import os
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Cast

from guanjia.vault import search
from guanjia.vault.fields import Digest, DigestText, EncryptedText, FingerprintText
from guanjia.vault.files import place_of
from guanjia.vault.keys import Unreadable, fingerprint, reencrypt, reencrypt_bytes
from guanjia.vault.models import File, Rotation, SearchToken
from guanjia.vault.rotation import Progress, mark_of, progress
from guanjia.vault.soundness import given_up_ids

CHUNK = 200
TOKEN = re.compile(r"gAAAA[\w-]{60,}={0,2}")
"""What the vault encrypts looks like this wherever it stands."""
ENCRYPTED_BY_THEMSELVES = {"org.Session": ("session_data",), "mfa.Authenticator": ("data",)}
"""Columns of others that keep encrypted text among other things, or as a whole."""

Table = type[models.Model]


def _encrypted_columns(table: Table) -> tuple[str, ...]:
    own = [one.name for one in table._meta.local_concrete_fields if isinstance(one, EncryptedText)]
    return (*own, *ENCRYPTED_BY_THEMSELVES.get(table._meta.label, ()))


def _tables() -> list[Table]:
    """Return every table with something encrypted, and last that of the files, in a lasting order."""
    with_columns = [table for table in apps.get_models() if _encrypted_columns(table)]
    return [*sorted(with_columns, key=lambda table: table._meta.label), File]


@transaction.atomic
def begin_rotation(*, at: datetime) -> Progress:
    """Begin with the newest key, or go on with what was begun; one count for each table."""
    mark = mark_of(settings.VAULT_KEYS[0])
    row = Rotation.objects.filter(key_mark=mark).first()
    if row is None or (row.encrypted_at and row.unreadable):
        # What no key opened may be opened by one that was added since.
        total = sum(table._base_manager.count() for table in _tables())
        anew = {"done": 0, "at_table": "", "after": "", "unreadable": 0, "encrypted_at": None}
        Rotation.objects.update_or_create(
            key_mark=mark, defaults={"began_at": at, "total": total, **anew}
        )
    known = progress()
    assert known is not None
    return known


@transaction.atomic
def reencrypt_some(*, at: datetime, limit: int = CHUNK) -> Progress:
    """
    Encrypt the next few rows or files by the newest key, and note how far that came.

    :raises Rotation.DoesNotExist: if nothing was begun with the newest key
    """
    mark = mark_of(settings.VAULT_KEYS[0])
    row = Rotation.objects.select_for_update().get(key_mark=mark)
    if row.encrypted_at is None:
        tables = _tables()
        labels = [table._meta.label for table in tables]
        number = labels.index(row.at_table) if row.at_table in labels else 0
        table = tables[number]
        is_file = table is File
        last, seen, unreadable = (_files if is_file else _rows)(table, row.after, limit)
        row.done, row.unreadable = row.done + seen, row.unreadable + unreadable
        row.at_table, row.after = table._meta.label, last
        if seen < limit:
            row.at_table, row.after = labels[min(number + 1, len(labels) - 1)], ""
            if is_file:
                row.encrypted_at = at
        row.total = max(row.total, row.done)
        row.save()
    return Progress(row.done, row.total, row.unreadable, row.encrypted_at, row.signed_at)


def _after(table: Table, after: str) -> Any:
    key = table._meta.pk
    assert key is not None
    everything = table._base_manager.order_by("pk")
    if not after:
        return everything
    value = Digest(after) if isinstance(key, DigestText) else key.to_python(after)
    return everything.filter(pk__gt=value)


def _rows(table: Table, after: str, limit: int) -> tuple[str, int, int]:
    """Renew some rows; return the last one's key, how many there were, and how many do not open."""
    columns = _encrypted_columns(table)
    kinds = {name: table._meta.get_field(name) for name in columns}
    as_kept = {
        f"kept_{name}": Cast(name, models.TextField())
        for name, kind in kinds.items()
        if not isinstance(kind, models.JSONField)
    }
    kept = [f"kept_{name}" if f"kept_{name}" in as_kept else name for name in columns]
    found = _after(table, after).select_for_update().annotate(**as_kept)
    rows = list(found.values_list("pk", *kept)[:limit])
    unreadable = 0
    for key, *values in rows:
        changed: dict[str, Any] = {}
        for name, value in zip(columns, values, strict=True):
            try:
                renewed = _renewed(value)
            except Unreadable:
                unreadable += 1
                continue
            if renewed != value:
                is_json = isinstance(kinds[name], models.JSONField)
                as_is = models.Value(renewed, output_field=models.TextField())
                changed[name] = renewed if is_json else as_is
        if changed:
            table._base_manager.filter(pk=key).update(**changed)
    return (str(rows[-1][0]) if rows else after), len(rows), unreadable


def _renewed(value: Any) -> Any:
    """Return a kept value with every encrypted text in it encrypted by the newest key."""
    if isinstance(value, str):
        return TOKEN.sub(lambda found: _under_newest(found[0]), value)
    if isinstance(value, dict):
        return {name: _renewed(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_renewed(one) for one in value]
    return value


def _under_newest(token: str) -> str:
    try:
        Fernet(settings.VAULT_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return reencrypt(token)
    return token


def _files(_table: Table, after: str, limit: int) -> tuple[str, int, int]:
    rows = list(_after(File, after).values_list("pk", "stored_as")[:limit])
    unreadable, given_up = 0, given_up_ids()
    for key, stored_as in rows:
        place = place_of(stored_as)
        try:
            encrypted = place.read_bytes()
            renewed = reencrypt_bytes(encrypted)
        except FileNotFoundError:
            continue
        except (Unreadable, OSError):
            unreadable += key not in given_up
            continue
        if renewed != encrypted:
            put_in_place(place, renewed)
    return (str(rows[-1][0]) if rows else after), len(rows), unreadable


def put_in_place(place: Path, content: bytes) -> None:
    """Write a file anew so that there is always a whole one, the old or the new."""
    unfinished = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)


@transaction.atomic
def sign_index(*, at: datetime) -> None:
    """
    Sign the search index and every other fingerprint by the newest key, all of it or nothing.

    Nobody else may be at work: from here on the older keys find nobody any more.

    :raises Rotation.DoesNotExist: if not everything is encrypted by the newest key
    """
    key = settings.VAULT_KEYS[0]
    encrypted = Rotation.objects.select_for_update().filter(unreadable=0).exclude(encrypted_at=None)
    row = encrypted.get(key_mark=mark_of(key))
    for table in apps.get_models():
        for column in table._meta.local_concrete_fields:
            if isinstance(column, FingerprintText) and column.of:
                _print_anew(table, column, key)
    file_anew(key=key)
    row.signed_at = at
    row.save(update_fields=["signed_at"])


def _print_anew(table: Table, column: FingerprintText, key: str) -> None:
    filed = table._base_manager.exclude(**{column.name: ""}).order_by("pk")
    for pk, text in filed.values_list("pk", column.of).iterator(CHUNK):
        if text and (plain := column.plain(text)):
            print_ = fingerprint(column.purpose, plain, key=key)
            table._base_manager.filter(pk=pk).update(**{column.name: print_})


@transaction.atomic
def file_anew(*, key: str = "") -> int:
    """
    File every row anew that is found by words, as they are read now; return how many rows that were.

    :param key: the key by which it is signed, if not the one that signs what is filed every day
    """
    number = 0
    tables = {str(table._meta.model_name): table for table in apps.get_models()}
    for noun in sorted(set(SearchToken.objects.values_list("noun", flat=True))):
        of_noun = SearchToken.objects.filter(noun=noun)
        filed: dict[int, set[str]] = {}
        for object_id, field in of_noun.values_list("object_id", "field").distinct():
            filed.setdefault(object_id, set()).add(field)
        of_noun.delete()
        number += len(filed)
        for ids in _chunks(sorted(filed)):
            rows = tables[noun]._base_manager.in_bulk(ids)
            SearchToken.objects.bulk_create(
                [
                    SearchToken(
                        noun=noun,
                        object_id=object_id,
                        field=field,
                        token=search.print_of(word, key=key),
                    )
                    for object_id, row in rows.items()
                    for field in sorted(filed[object_id])
                    for word in sorted(search.words_of(field, str(getattr(row, field))))
                ],
                ignore_conflicts=True,
            )
    return number


def _chunks(ids: list[int]) -> Iterable[list[int]]:
    return (ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK))
