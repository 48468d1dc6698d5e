"""Writing an archive: copied, tried, encrypted, opened again and compared before it takes its name."""

import os
import shutil
import sqlite3
import sys
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from guanjia.chapters.org.models import User
from guanjia.db.troubles import is_damage, is_no_room
from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_keys
from guanjia.doors.cli.archive import databases, room
from guanjia.doors.cli.archive.aside import (
    private_folder,
    take_away_parts_beside,
    unfinished,
)
from guanjia.doors.cli.archive.leftovers import tidy
from guanjia.doors.cli.archive.packing import LACKING, PHRASE_NAME, Refused, look_through, pack
from guanjia.vault import envelopes, phrases


def back_up(archive: Path, *, with_keys: bool, replace: bool = False) -> int:
    """
    Write an encrypted archive of the house as it is at this moment; it may be open meanwhile.

    The keys that lie beside the data go along unless `with_keys` is false, so that the archive and
    its phrase are all that a house needs to come back. It takes its name only after the copy was
    tried and the whole archive was opened again. If it fails, no part of an archive is left.

    What is left of a house that has lost some of its files is worth keeping, so it is written and ends
    with `LACKING`; but it takes the place of no backup, which may be the last to have them.

    :param replace: whether a backup that has the name already is given up for it
    """
    with room.read_without_room():
        return _back_up(archive, with_keys=with_keys, replace=replace)


def _back_up(archive: Path, *, with_keys: bool, replace: bool) -> int:
    try:
        _check_may_be_written(archive, replace=replace)
        databases.check_all_is_here()
        if problem := wellbeing.why_not_by_these_keys():
            raise Refused(problem)
        if User._meta.db_table not in connection.introspection.table_names():
            raise Refused(_("There is no house in this database."))
        _check_can_come_back()
        tidy()
        take_away_parts_beside(archive)
        phrase, is_new = _phrase_to_seal()
        with holding_keys(settings.VAR), _copied(archive) as copied:
            try:
                counts = databases.try_out(copied)
            except databases.NotWhole:
                raise Refused(
                    _(
                        "The database itself is damaged. Keep the backups that you have and bring "
                        "the newest sound one back."
                    )
                ) from None
            lacks = _lacks()
            if lacks and os.path.lexists(archive):
                raise Refused(_said_of(lacks) + "\n" + _not_in_its_place(archive))
            changes = MigrationRecorder(connection).applied_migrations()
            with (
                _written_whole(archive, phrase, replace=replace) as file,
                envelopes.EncryptingWriter(file, phrase) as encrypted,
                tarfile.open(fileobj=encrypted, mode="w|gz") as tar,
            ):
                pack(
                    tar,
                    copied.parent,
                    with_keys=with_keys,
                    database=connection.vendor,
                    counts=counts,
                    changes=tuple(sorted(f"{label}.{name}" for label, name in changes)),
                )
    except (OSError, sqlite3.Error, DatabaseError, EOFError) as error:
        print(_("The archive cannot be written: %(why)s") % {"why": error}, file=sys.stderr)
        if is_no_room(error):
            print(f"    → {room.full_words(archive)}", file=sys.stderr)
        elif is_damage(error):
            mend = wellbeing.damaged_mend()
            if isinstance(error, DatabaseError):
                _words, mend = wellbeing.said_of(error)
            print(f"    → {mend}", file=sys.stderr)
        return 1
    except (Refused, InTheWay, envelopes.Damaged, envelopes.WrongPhrase) as refusal:
        words = str(refusal) or _("What was written could not be read again.")
        print(_("No archive was written. %(why)s") % {"why": words}, file=sys.stderr)
        return 1
    print(_("The house is in %(file)s.") % {"file": archive})
    _say_what_opens_it(phrase, is_new=is_new)
    if not with_keys or not (settings.VAR / "vault.key").is_file():
        print(_("Keep the vault's keys in another safe place: without them it cannot be read."))
    if lacks:
        words = _("But not all of the house is in it. %(what)s")
        print(words % {"what": _said_of(lacks)}, file=sys.stderr)
        return LACKING
    return 0


def _lacks() -> list[wellbeing.Finding]:
    """Read every file of the vault, and return what the house lacks of what belongs to it."""
    looks = [wellbeing.structure, wellbeing.count_rows, wellbeing.look_through_files]
    if connection.vendor == "sqlite":  # PostgreSQL was asked before anything was written.
        looks.append(wellbeing.pointing)
    return [found for found in map(wellbeing.taken, looks) if found.state == "ill"]


def _check_can_come_back() -> None:
    """
    Pass unless the server would take no copy of its database: one whose rows point to some that are gone.

    :raises Refused: in words
    """
    if connection.vendor == "postgresql" and (found := wellbeing.pointing()).state == "ill":
        raise Refused(_said_of([found]))


def _said_of(lacks: list[wellbeing.Finding]) -> str:
    return "\n".join(f"{found.words}\n    → {found.mend}" for found in lacks)


def _not_in_its_place(archive: Path) -> str:
    return _(
        "%(file)s is not replaced by one that lacks them: it may be the last that has them. Give "
        "another name."
    ) % {"file": archive}


@contextmanager
def _copied(archive: Path) -> Iterator[Path]:
    """
    Yield a copy of the database: beside the data, or beside the archive where there is no room for it.

    An open house goes on writing beside the data; what room is left there is left to it.

    :raises Refused: if there is room on neither disk
    """
    folders = [private_folder("backup", beside=archive)]
    if shutil.disk_usage(settings.VAR).free > databases.size():
        folders.insert(0, private_folder("backup"))
    for folder in folders:
        with ExitStack() as kept:
            try:
                copied = databases.copy(kept.enter_context(folder))
            except (OSError, sqlite3.Error, databases.NoRoom) as error:
                if isinstance(error, databases.NoRoom) or is_no_room(error):
                    continue
                raise
            yield copied
            return
    words = _(
        "There is no room for a copy of the database, neither in %(here)s nor in %(there)s. Make "
        "room in one of them."
    )
    said = words % {"here": settings.VAR, "there": archive.parent}
    raise Refused(f"{said}\n    → {room.full_words(archive)}")


def _check_may_be_written(archive: Path, *, replace: bool) -> None:
    """
    Pass if nothing has this name yet, or a backup that may be replaced.

    Whatever else it is (the house's own database or keys, a device) is never given up for one.

    :raises Refused: in words
    """
    if archive.is_dir():
        raise Refused(_("%(folder)s is a folder. Name a file in it.") % {"folder": archive})
    if not archive.parent.is_dir():
        raise Refused(_("There is no folder %(folder)s.") % {"folder": archive.parent})
    if not os.path.lexists(archive):
        return
    if not replace:
        raise Refused(
            _(
                "%(file)s is there already. Give another name, or add --replace if it is a backup "
                "that may be replaced."
            )
            % {"file": archive}
        )
    if not archive.is_file() or archive.is_symlink() or not envelopes.is_one(archive):
        raise Refused(
            _("%(file)s is no backup: it is not replaced. Give another name.") % {"file": archive}
        )


def _phrase_to_seal() -> tuple[str, bool]:
    if given := settings.BACKUP_PHRASE:
        if not phrases.is_long_enough(given):
            raise Refused(
                _("GUANJIA_BACKUP_PHRASE is too short: it needs at least %(n)s letters and digits.")
                % {"n": phrases.LEAST_LETTERS}
            )
        return given, False
    file = settings.VAR / PHRASE_NAME
    try:
        return phrases.kept_in(file)
    except phrases.AnotherPhrase as other:
        raise Refused(
            _(
                "The phrase in %(file)s is not the one that this house has sealed its backups with: "
                "the paper would not open this one. Write the phrase on the paper into it; if you "
                "mean to use a new one from now on, remove %(check)s."
            )
            % {"file": file, "check": other}
        ) from None
    except UnicodeDecodeError:
        raise Refused(
            _("%(file)s is damaged. Write the phrase on the paper into it, or remove it.")
            % {"file": file}
        ) from None


def _say_what_opens_it(phrase: str, *, is_new: bool) -> None:
    if is_new:
        print(
            _(
                "Every backup of this house opens with this phrase, and with nothing else. Write it "
                "on paper now and keep it away from this machine and from the backups:"
            )
        )
        print(f"\n    {phrase}\n")
    elif settings.BACKUP_PHRASE:
        print(_("It opens with the phrase in GUANJIA_BACKUP_PHRASE."))
    else:
        file = settings.VAR / PHRASE_NAME
        print(_("It opens with the phrase you wrote down, kept in %(file)s.") % {"file": file})


@contextmanager
def _written_whole(target: Path, phrase: str, *, replace: bool) -> Iterator[BinaryIO]:
    """
    Yield a file that only its owner may read and that takes its name once it was read again.

    :raises Refused: if something took the name meanwhile
    """
    with unfinished(target) as (written, file):
        yield file
        file.flush()
        os.fsync(file.fileno())
        look_through(written, phrase)
        _check_may_be_written(target, replace=replace)
        written.replace(target)
