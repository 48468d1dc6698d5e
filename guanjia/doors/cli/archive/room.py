"""A house whose disk is full: it is read without a byte written there, and what is full is said."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from guanjia.db.troubles import is_no_room

ALONE = "PRAGMA locking_mode=EXCLUSIVE;"
"""Who has a database alone keeps the index of its log in memory, where others need a file for it."""
LITTLE = 1_000_000


@contextmanager
def read_without_room() -> Iterator[None]:
    """Have SQLite's file alone for a while, if there is not even room for the index of its log."""
    if connection.vendor != "sqlite" or not _lacks_room_to_be_read():
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    usual = options.get("init_command", "")
    connection.close()
    options["init_command"] = f"{ALONE} {usual}"
    try:
        yield
    finally:
        connection.close()
        options["init_command"] = usual


def let_go() -> str:
    """Let go of a file that is had alone, for another connection; return how that has to begin."""
    if not connection.settings_dict["OPTIONS"].get("init_command", "").startswith(ALONE):
        return ""
    connection.close()
    return ALONE


def _lacks_room_to_be_read() -> bool:
    name = Path(str(connection.settings_dict["NAME"]))
    if not name.is_file() or shutil.disk_usage(name.parent).free > LITTLE:
        return False
    with closing(sqlite3.connect(name)) as house:
        try:
            house.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            return is_no_room(error)
    return False


def full_words(archive: Path) -> str:
    """Return in words on which disk there is how much room, and what to do about it."""
    words = _(
        "%(here)s MB are left in %(house)s and %(there)s MB in %(folder)s; a backup takes some %(n)s MB "
        "beside the archive. Name an archive on a disk with that much room. If it is the house's own disk "
        "that is full and no phrase is kept there yet, set GUANJIA_BACKUP_PHRASE as well."
    )
    return words % {
        "here": shutil.disk_usage(settings.VAR).free // LITTLE,
        "house": settings.VAR,
        "there": shutil.disk_usage(archive.parent).free // LITTLE,
        "folder": archive.parent,
        "n": -(-_needed() // LITTLE),
    }


def _needed() -> int:
    """Return how many bytes the copy of an SQLite database and the archive may need together."""
    vault = Path(settings.VAULT_ROOT).rglob("*")
    size = sum(file.stat().st_size for file in vault if file.is_file())
    name = Path(str(connection.settings_dict["NAME"]))
    return size + 2 * (name.stat().st_size if name.is_file() else 0)
