"""Turns what a signature pad or a typed name gives into a file of the vault."""

import base64
import binascii
from datetime import datetime

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.vault.commands import store

DRAWN = "data:image/png;base64,"


def kept_signature(*, drawing: str, typed: str, user_id: int | None, at: datetime) -> int | None:
    """
    Keep a drawn signature, else the typed name, and return the file's id; None if neither is given.

    :raises Invalid: if the drawing is no picture
    """
    if drawing.startswith(DRAWN):
        try:
            content = base64.b64decode(drawing.removeprefix(DRAWN), validate=True)
        except binascii.Error:
            raise Invalid(
                _("The signature did not arrive. Please sign again."), field="signature"
            ) from None
        media_type = "image/png"
    elif typed.strip():
        content, media_type = typed.strip().encode(), "text/plain"
    else:
        return None
    return store(content, media_type=media_type, purpose="signature", user_id=user_id, at=at).pk
