"""
The one way in for files: whatever was sent is known by its content, made harmless, or refused.

A door prepares what it was given before it calls a command; a command keeps what is prepared. So
no file is decoded while a transaction holds the database, and nothing else can be kept.
"""

import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.db import connection

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.vault import decoding

logger = logging.getLogger(__name__)

MOST_BYTES = 12_000_000
MOST_AT_ONCE = 1
"""How many files each process decodes side by side."""
MOST_WAITING = 1
"""How many wait for their turn: together fewer than a process has threads, so that pages go on."""
LONGEST_WAIT = 8
LONGEST_WORK = 30
MOST_SCANS = 40
"""A camera writes a JPEG in one pass, an editor in about ten; each further one costs a whole pass."""
START_OF_SCAN = b"\xff\xda"
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
PICTURES = frozenset(decoding.FORMATS)
PAPERS = PICTURES | {"application/pdf"}

_turns = BoundedSemaphore(MOST_AT_ONCE)
_places = BoundedSemaphore(MOST_AT_ONCE + MOST_WAITING)

BUSY = _("Many files are coming in just now. Please try again in a minute.")
REASONS = {
    "picture": _("This picture cannot be read. Please take it again."),
    "heic": _(
        "This picture of an iPhone cannot be read. Under Settings, Camera, Formats choose “Most Compatible”, and take it again."
    ),
    "pdf": _("This PDF cannot be opened. Please save it again, or take a picture of the paper."),
    "locked": _("This PDF is locked by a password. Please hand in one that is not."),
    "pages": _("This PDF has more than %(pages)s pages. Please hand in those that matter."),
    "pixels": _(
        "This picture has more than %(megapixels)s megapixels. Please choose a smaller size in the camera, and take it again."
    ),
    "moving": _("This picture moves. Please choose one that stands still."),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be kept: a picture drawn anew, or a PDF of which only the pages are left."""

    content: bytes
    media_type: str


def picture(content: bytes, *, field: str = "file") -> Prepared:
    """
    Return a picture as it may be kept; about a fifth of a second for a phone's photo.

    :param field: the name of what was asked for, to which a refusal belongs
    :raises Invalid: if it is no picture that we take, too large, or cannot be read
    """
    return _prepared(content, PICTURES, field)


def paper(content: bytes, *, field: str = "file") -> Prepared:
    """
    Return a picture of a paper, or a PDF, as it may be kept.

    :raises Invalid: as `picture` does, or if the PDF is locked, empty or has too many pages
    """
    return _prepared(content, PAPERS, field)


def media_type_of(content: bytes) -> str:
    """Return what a file is by its first bytes; "" if it is nothing that we take."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "image/heic"
    return "application/pdf" if content.startswith(b"%PDF-") else ""


def _prepared(content: bytes, taken: frozenset[str], field: str) -> Prepared:
    if not content:
        raise Invalid(_("The file is empty. Please choose it again."), field=field)
    if len(content) > MOST_BYTES:
        raise Invalid(_("The file is larger than 12 MB. Please choose a smaller one."), field=field)
    media_type = media_type_of(content)
    if media_type not in taken:
        if "application/pdf" in taken:
            raise Invalid(_("Please choose a picture (JPEG, PNG) or a PDF."), field=field)
        raise Invalid(_("This is no picture. Please take one, or choose a JPEG."), field=field)
    if media_type == "image/jpeg" and content.count(START_OF_SCAN) > MOST_SCANS:
        raise Invalid(REASONS["picture"], field=field)
    _stand_outside_transactions()
    answer = _decoded(content, media_type, field)
    word, _newline, lean = answer.partition(b"\n")
    if word.startswith(b"!"):
        raise Invalid(
            REASONS[word[1:].decode()],
            field=field,
            pages=decoding.MOST_PAGES,
            megapixels=decoding.MOST_PIXELS // 1_000_000,
        )
    return Prepared(lean, word.decode())


def _stand_outside_transactions() -> None:
    """Fail where somebody would decode while the database waits; a test's own transaction is none."""
    held = [block for block in connection.atomic_blocks if not block._from_testcase]  # type: ignore[attr-defined]  # as Django asks where it must be outermost
    if held:
        raise RuntimeError("Prepare a file before the transaction that keeps it begins.")


def _decoded(content: bytes, media_type: str, field: str) -> bytes:
    """Return the answer of the decoder; that of one that died is that the file cannot be read."""
    if not _places.acquire(blocking=False):
        raise Invalid(BUSY, field=field)
    try:
        return _in_turn(content, media_type, field)
    finally:
        _places.release()


def _in_turn(content: bytes, media_type: str, field: str) -> bytes:
    unreadable = f"!{decoding.KINDS[media_type][1]}".encode()
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise Invalid(BUSY, field=field)
    try:
        done = subprocess.run(
            [sys.executable, "-I", Path(decoding.__file__), media_type],
            input=content,
            capture_output=True,
            timeout=LONGEST_WORK,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("A file of type %s took too long to decode.", media_type)
        raise Invalid(BUSY, field=field) from None
    finally:
        _turns.release()
    if done.returncode:
        logger.warning(
            "The decoder of a file of type %s ended with %s.", media_type, done.returncode
        )
        return unreadable
    return done.stdout
