"""Everything that writes to the vault. Who may do it is asked by the chapter that calls."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.vault import search
from guanjia.vault.files import place_of
from guanjia.vault.keys import seal_bytes
from guanjia.vault.models import File, Look, SearchToken

MOST_BYTES = 12_000_000
LONGEST_SIDE = 1600
PICTURES = ("image/jpeg", "image/png", "image/webp")


@transaction.atomic
def remember(row: Any, **texts: str) -> None:
    """
    File `row` under the given texts (`name=`, `phone=` …), instead of what those fields said before.

    Two SQL statements.
    """
    noun = row._meta.model_name
    SearchToken.objects.filter(noun=noun, object_id=row.pk, field__in=tuple(texts)).delete()
    SearchToken.objects.bulk_create(
        [
            SearchToken(noun=noun, object_id=row.pk, field=field, token=search.print_of(word))
            for field, text in texts.items()
            for word in sorted(search.words_of(field, text))
        ],
        ignore_conflicts=True,
    )


def store(
    content: bytes, *, media_type: str, purpose: str, user_id: int | None, at: datetime
) -> File:
    """
    Put a file into the vault. Pictures are made smaller and lose what the camera noted (the place).

    :raises Invalid: if it is empty, larger than 12 MB, or says it is a picture and is none
    """
    if not content:
        raise Invalid(_("The file is empty."), field="file")
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("The file is larger than 12 MB. Please choose a smaller one."), field="file"
        )
    if media_type in PICTURES:
        content, media_type = _lean_picture(content)
    row = File(
        sha256=sha256(content).hexdigest(),
        media_type=media_type,
        size=len(content),
        purpose=purpose,
        stored_as=secrets.token_hex(20),
        stored_at=at,
        stored_by_id=user_id,
    )
    place = place_of(row.stored_as)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(seal_bytes(content))
    row.save()
    return row


def _lean_picture(content: bytes) -> tuple[bytes, str]:
    try:
        with Image.open(BytesIO(content)) as picture:
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            lean = BytesIO()
            if upright.mode in {"RGBA", "LA", "P"}:
                upright.convert("RGBA").save(lean, "PNG", optimize=True)
                return lean.getvalue(), "image/png"
            upright.convert("RGB").save(lean, "JPEG", quality=82)
            return lean.getvalue(), "image/jpeg"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise Invalid(
            _("This picture cannot be read. Please take it again."), field="file"
        ) from None


def note_looks(
    *, user_id: int, rows: Iterable[Any], field: str, purpose: str, at: datetime
) -> None:
    """Record that a user saw `field` of these rows in clear, in one SQL statement."""
    Look.objects.bulk_create(
        [
            Look(
                user_id=user_id,
                noun=row._meta.model_name,
                object_id=row.pk,
                field=field,
                purpose=purpose,
                looked_at=at,
            )
            for row in rows
        ]
    )
