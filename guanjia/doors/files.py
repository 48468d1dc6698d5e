"""
The one way out for files: what a door hands out cannot run on our pages and is kept by no browser.

Only a picture or a PDF that came in by the vault's intake is shown in place. Anything else, such as
a table for a spreadsheet or a file from before there was an intake, is saved by whoever asks for
it, and stands in a sandbox should it be opened all the same.
"""

import unicodedata

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from guanjia.vault.files import Opened
from guanjia.vault.intake import media_type_of

SHOWN = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
"""What is shown in place, and how the name of such a file ends."""
SAVED = {
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What is saved under its own type."""
UNKNOWN = "application/octet-stream"
LONGEST_NAME = 80


def hand_out(file: Opened, *, name: str) -> HttpResponse:
    """
    Answer with a file. The caller has asked whether the actor may see it, and recorded the look.

    :param name: what it is saved as, without its ending if it is a picture or a PDF
    """
    is_shown = file.media_type in SHOWN and media_type_of(file.content) == file.media_type
    is_known = is_shown or file.media_type in SAVED
    answer = HttpResponse(file.content, content_type=file.media_type if is_known else UNKNOWN)
    name = _safe(name) + (SHOWN[file.media_type] if is_shown else "")
    answer["Content-Disposition"] = str(content_disposition_header(not is_shown, name))
    answer["Content-Security-Policy"] = (
        "default-src 'none'; frame-ancestors 'none'"
        if is_shown
        else "sandbox; default-src 'none'; frame-ancestors 'none'"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    answer["Accept-Ranges"] = "none"
    return answer


def _safe(name: str) -> str:
    """Return a name that ends no header, names no folder and turns no letters round."""
    plain = "".join(
        "-" if sign in '/\\:*?"<>|' or unicodedata.category(sign)[0] == "C" else sign
        for sign in name[:LONGEST_NAME]
    )
    return plain.strip(" .-") or "file"
