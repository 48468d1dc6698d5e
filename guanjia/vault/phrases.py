"""
The phrase that encrypts a house's backups: written on paper, kept apart from them, typed to restore.

It is drawn by the machine, since what people think up can be guessed.
"""

import hashlib
import secrets
import unicodedata
from pathlib import Path

from guanjia.vault.private import kept_once

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike on paper: i l o 0 1."""
GROUPS, LETTERS = 6, 5
LEAST_LETTERS = 20


def new_phrase() -> str:
    """Return a phrase of six groups of five letters and digits, worth 148 bits."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _group in range(GROUPS)
    )


def plain(phrase: str) -> str:
    """Return the phrase as it counts: however it was typed, in capitals, with blanks or none."""
    text = unicodedata.normalize("NFKC", phrase).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def is_long_enough(phrase: str) -> bool:
    """Test whether the phrase is too long to be tried out."""
    return len(plain(phrase)) >= LEAST_LETTERS


class AnotherPhrase(Exception):
    """A file holds another phrase than the one that was written on paper; the message is its check."""


def kept_in(file: Path) -> tuple[str, bool]:
    """
    Return the phrase that the file holds, and whether it was drawn just now.

    A check beside it tells that it is still the same: whatever is sealed by a phrase with one wrong
    letter opens with no paper.

    :raises UnicodeDecodeError: if what it holds is no text
    :raises AnotherPhrase: if it is not the phrase that it was
    """
    phrase, is_new = kept_once(file, new_phrase, also_if_empty=True)
    check = check_of(file)
    if is_new:
        check.unlink(missing_ok=True)
    digest = hashlib.sha256(plain(phrase).encode()).hexdigest()
    if kept_once(check, lambda: digest, also_if_empty=True)[0] != digest:
        raise AnotherPhrase(check)
    return phrase, is_new


def check_of(file: Path) -> Path:
    """Return where the check of the phrase in a file lies."""
    return file.with_name(f"{file.name}-check")
