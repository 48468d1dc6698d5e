"""Bringing an archive back: looked through aside, put in place at the end, undone if that fails."""

import filecmp
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.commands import end_all_visits
from guanjia.chapters.org.models import User
from guanjia.db.patience import waiting_at_most
from guanjia.db.troubles import is_busy
from guanjia.doors import wellbeing
from guanjia.doors.cli.alone import InTheWay, holding_folder, holding_keys
from guanjia.doors.cli.archive import databases
from guanjia.doors.cli.archive.aside import private_folder
from guanjia.doors.cli.archive.leftovers import tidy
from guanjia.doors.cli.archive.packing import (
    KEYS,
    LACKING,
    PHRASE_NAME,
    VAULT_NAME,
    Manifest,
    Refused,
    damaged,
    unpack,
)
from guanjia.doors.key_file import is_kept_here, key_file
from guanjia.flow.overviews import health
from guanjia.vault import envelopes
from guanjia.vault.soundness import looked_through

BEGUN = "restore-begun"
"""The note that lies beside the data while a restore is on its way."""


def restore(archive: Path) -> int:
    """
    Bring an archive back into a house in which nobody lives yet, on this database.

    All of it is decrypted, compared with its sums and tried aside first. The database comes last,
    as a whole or not at all; if it does not, files and keys are taken away again.
    """
    try:
        with holding_folder(settings.VAR), holding_keys(settings.VAR, to_change=True):
            kept = _restore(archive)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        if is_busy(error):
            print(databases.held_words() % {"file": databases.place()}, file=sys.stderr)
            return 1
        print(_("The archive cannot be brought back: %(why)s") % {"why": error}, file=sys.stderr)
        return 1
    except (Refused, InTheWay) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for file in kept:
        print(_("What lay there before is kept in %(file)s.") % {"file": file})
    print(_("The house is back. Start it with `guanjia run`; `guanjia doctor` looks it over."))
    print(
        _(
            "Everybody is signed out. Links, keys of programs, roles and logins are as they were in the "
            "backup: end once more what was ended after it."
        )
    )
    return _say_what_is_lacking()


def _say_what_is_lacking() -> int:
    """Say what the archive lacked: each file is read, if the keys that came back open it."""
    lacks = [wellbeing.taken(wellbeing.structure)]
    with _by_the_keys_that_lie_here():
        is_open = wellbeing.taken(wellbeing.keys).state == "well"
        count, amiss = looked_through(reads=lambda _file_id: is_open)
    if amiss:
        words, mend = wellbeing.lost_words(amiss, count), wellbeing.lost_mend(amiss)
        lacks.append(wellbeing.Finding("ill", words, mend))
    ill = [found for found in lacks if found.state == "ill"]
    for found in ill:
        print(found.words, f"    → {found.mend}", sep="\n", file=sys.stderr)
    return LACKING if ill else 0


@contextmanager
def _by_the_keys_that_lie_here() -> Iterator[None]:
    """Work with the keys beside the data for a while: this program began with those of before."""
    known = settings.VAULT_KEYS
    if is_kept_here():
        settings.VAULT_KEYS = key_file().read_text(encoding="ascii", errors="replace").split()
    try:
        yield
    finally:
        settings.VAULT_KEYS = known


def _restore(archive: Path) -> list[Path]:
    """Bring the archive back, and return where other keys are kept that lay in their place."""
    databases.check_all_is_here()
    _check_nobody_lives_here()
    tidy()
    with private_folder("restore") as place, _noted():
        manifest = _unpacked(archive, place)
        copied = place / databases.NAMES[connection.vendor]
        if manifest.database != connection.vendor or not copied.is_file():
            raise Refused(_("The archive was made from another kind of database."))
        if unknown := health.unknown_to_us(manifest.changes):
            raise Refused(
                _(
                    "The archive was written by a newer program (%(first)s). Restore it with that "
                    "one; nothing is changed."
                )
                % {"first": unknown[0]}
            )
        if not _is_as_told(manifest, lambda: databases.try_out(copied)):
            raise Refused(_("The database in the archive is damaged. Nothing is changed."))
        _check_nothing_else_is_here(manifest)
        with _taken_away_if_it_fails() as brought:
            kept = _bring_files(place, brought) + _bring_keys(place, brought)
            _check_nobody_lives_here()  # On another machine somebody may have moved in meanwhile.
            databases.put_in_place(copied)
    if not _is_as_told(manifest, databases.counts):
        raise Refused(
            _(
                "The database was brought back, and does not hold what the archive held: the disk "
                "or the server loses what is written. Use another."
            )
        )
    wellbeing.forget_counts()
    # Who signed out, or was signed out, after the backup does not come in again by it.
    end_all_visits()
    return kept


def was_cut_off() -> bool:
    """Test whether a restore of this house has begun and was neither ended nor undone."""
    return (Path(settings.VAR) / BEGUN).exists()


@contextmanager
def _noted() -> Iterator[None]:
    """Note that a restore has begun; whoever kills it leaves the note to the doctor."""
    note = Path(settings.VAR) / BEGUN
    note.touch(mode=0o600)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _check_nobody_lives_here() -> None:
    with waiting_at_most(databases.SECONDS_OF_A_WAIT):
        is_lived_in = _is_lived_in()
    if is_lived_in:
        raise Refused(_("People live in this house already. Restore into an empty one."))


def _check_nothing_else_is_here(manifest: Manifest) -> None:
    others = set(connection.introspection.table_names()) - set(manifest.counts)
    if manifest.counts and others:
        raise Refused(
            _(
                "This database holds something else already (%(table)s). Restore into an empty one; "
                "nothing is changed."
            )
            % {"table": min(others)}
        )


def _is_lived_in() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def _is_as_told(manifest: Manifest, counted: Callable[[], dict[str, int]]) -> bool:
    """Test whether a database is whole and has in every table as many rows as the archive tells."""
    try:
        found = counted()
    except databases.NotWhole:
        return False
    return not found or not manifest.counts or found == manifest.counts


def _unpacked(archive: Path, place: Path) -> Manifest:
    with read_in_words(archive) as pieces:
        return unpack(pieces, place)


@contextmanager
def read_in_words(archive: Path) -> Iterator[Iterator[bytes]]:
    """
    Yield what is in an archive, piece by piece, by the phrase that is set, else kept here, else typed.

    :raises Refused: if it is none, or is damaged, or the phrase is another
    """
    try:
        with archive.open("rb") as file:
            yield _unsealed(file)
    except envelopes.NotAnEnvelope:
        raise Refused(_("This file is not a backup that `guanjia backup` wrote.")) from None
    except envelopes.WrongPhrase:
        raise Refused(
            _(
                "The phrase does not open this archive. Compare it with the paper, letter by letter; "
                "if it is right, the file is damaged. Nothing is changed."
            )
        ) from None
    except envelopes.Damaged:
        raise damaged() from None


def _unsealed(file: BinaryIO) -> Iterator[bytes]:
    """Yield what is in the archive, by the phrase that is set, else kept here, else typed."""
    here = settings.VAR / PHRASE_NAME
    if not settings.BACKUP_PHRASE and here.is_file():
        pieces = envelopes.opened(file, here.read_text(encoding="utf-8", errors="replace"))
        try:
            first = next(pieces)
        except envelopes.WrongPhrase:
            file.seek(0)
        else:
            yield first
            yield from pieces
            return
    yield from envelopes.opened(file, settings.BACKUP_PHRASE or _typed_phrase())


def _typed_phrase() -> str:
    try:
        return input(_("The phrase on the paper: "))
    except EOFError:
        raise Refused(
            _("The archive is sealed. Type its phrase, or set GUANJIA_BACKUP_PHRASE.")
        ) from None


@contextmanager
def _taken_away_if_it_fails() -> Iterator[dict[Path, Path | None]]:
    """
    Yield a list to note in what was put where; if what is done inside fails, it is all undone.

    The list names each new file, and what was there before if anything was.
    """
    brought: dict[Path, Path | None] = {}
    try:
        yield brought
    except BaseException:
        for target, before in reversed(brought.items()):
            _undo(target, before)
        raise


def _undo(target: Path, before: Path | None) -> None:
    if before is None:
        target.unlink(missing_ok=True)
        _remove_empty(target.parent)
        return
    if before.exists():
        before.replace(target)
        before.unlink(missing_ok=True)  # Two names of one file stay two.
    _remove_empty(before.parent)


def _remove_empty(folder: Path) -> None:
    within = (Path(settings.VAR), Path(settings.VAULT_ROOT).parent)
    while folder not in within and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _bring_files(place: Path, brought: dict[Path, Path | None]) -> list[Path]:
    """
    Put the files into the vault, and return where others are kept that had their names.

    Nothing speaks of them before the database is back. What lies there already stays where it is.
    """
    vault = Path(settings.VAULT_ROOT)
    aside = _free_name_beside(vault / "files")
    for file in (place / VAULT_NAME).rglob("*"):
        if not file.is_file():
            continue
        name = file.relative_to(place / VAULT_NAME)
        target, before = vault / name, None
        if target.is_file():
            if filecmp.cmp(target, file, shallow=False):
                continue
            before = aside / name
            before.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(file, target, before, brought)
    return [aside] if aside.exists() else []


def _bring_keys(place: Path, brought: dict[Path, Path | None]) -> list[Path]:
    """
    Put the keys beside the data, and return where others are kept that lay there.

    Backups that were written later may be readable by those alone.
    """
    kept = []
    for name in KEYS:
        new = place / name
        if new.is_file():
            target = settings.VAR / name
            before = None
            if target.is_file():
                if target.read_bytes() == new.read_bytes():
                    target.chmod(0o600)
                    continue
                before = _free_name_beside(target)
                kept.append(before)
            _put(new, target, before, brought)
            if before:
                before.chmod(0o600)
    return kept


def _put(file: Path, target: Path, before: Path | None, brought: dict[Path, Path | None]) -> None:
    """
    Put a file into its place, and what lies there aside; noted first, so that it can be undone.

    What lies there bears both names before it gives up its own, so that whoever is killed amid this
    leaves the one or the other in its place.
    """
    brought[target] = before
    if before:
        _named_also(target, before)
    file.replace(target)


def _named_also(file: Path, name: Path) -> None:
    try:
        name.hardlink_to(file)
    except OSError:  # A disk on which each file has one name.
        try:
            shutil.copy2(file, name)
        except BaseException:
            name.unlink(missing_ok=True)
            raise


def _free_name_beside(target: Path) -> Path:
    """Return a name by which a file can be kept that is replaced: no other file has it."""
    names = (target.with_name(f"{target.name}.before-{n}") for n in count(1))
    return next(name for name in names if not name.exists())
