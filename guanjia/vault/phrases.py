"""
The phrase that encrypts a house's backups: written on paper, kept apart from them, typed to restore.

It is drawn by the machine, since what people think up can be guessed.
"""

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


def kept_in(file: Path) -> tuple[str, bool]:
    """
    Return the phrase that the file holds, and whether it was drawn just now.

    :raises UnicodeDecodeError: if what it holds is no text
    """
    return kept_once(file, new_phrase, also_if_empty=True)
