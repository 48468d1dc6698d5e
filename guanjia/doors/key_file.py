"""
The vault's keys where they lie beside the data, and who has read them.

Whoever works with them holds the file `keys-held` beside them for as long as it lives, however it was
started and however it ends; whoever changes them holds it alone.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

KEY_NAME = "vault.key"
HELD_NAME = "keys-held"
held_for_life: list[TextIO] = []
"""What this process holds until it ends."""


def key_file() -> Path:
    """Return where the keys lie, if they lie beside the data."""
    return Path(settings.VAR) / KEY_NAME


def mark_of(note: Path) -> str:
    """Return what a file says by which a house is held, so that it is known wherever it is moved."""
    return f"{note.name} {note.parent.resolve()}\n"


def open_held(folder: Path) -> TextIO:
    """Open the file that whoever has read the keys holds; on a full disk it may stay without its mark."""
    held = (folder / HELD_NAME).open("a")
    if not os.fstat(held.fileno()).st_size:
        with suppress(OSError):
            os.write(held.fileno(), mark_of(folder / HELD_NAME).encode())
    return held


def is_kept_here() -> bool:
    """Test whether the keys lie beside the data, and not in the environment."""
    return not os.environ.get("GUANJIA_VAULT_KEYS") and key_file().is_file()


def are_as_read() -> bool:
    """Test whether the keys that lie there are the ones that this process works with."""
    return key_file().read_text(encoding="ascii").split() == list(settings.VAULT_KEYS)


def changed_words() -> str:
    """Return in words that the keys are others than the ones that this process works with."""
    return _("The key has just been changed by another guanjia. Run this again.")


def being_changed_words() -> str:
    """Return in words that somebody changes the keys, with %(folder)s to be filled."""
    return _(
        "The key is being changed in %(folder)s, or a house is being brought back there. Wait for it, "
        "and then try again."
    )


def why_not_with_these_keys_for_life() -> str:
    """
    Hold the keys as they are until this process ends, or return in words why it must not work.

    Where they come from the environment nobody changes them beside the data, but a house may be brought
    back there. On a disk that takes no lock there is nothing to hold.
    """
    if held_for_life:
        return ""
    with suppress(PermissionError, FileNotFoundError):
        held = open_held(Path(settings.VAR))
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            return being_changed_words() % {"folder": settings.VAR}
        held_for_life.append(held)
        if is_kept_here() and not are_as_read():
            return changed_words()
    return ""
