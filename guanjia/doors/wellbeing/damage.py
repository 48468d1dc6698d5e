"""
Is the database's file sound? A page that is spoilt is told by nobody until somebody reads it.

Nor is a row that points to one that is gone. So the worker looks through the whole file each hour
and leaves a note beside it, which the other looks tell; `guanjia run` and the doctor look for
themselves. On PostgreSQL the doctor reads what there is time for, and asks where its rows point, as each
backup does; whoever looks after the server sets what else it has (data checksums).
"""

from contextlib import suppress
from dataclasses import replace

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from guanjia.db.log import logs_kept_aside
from guanjia.db.pointing import Lost, lost
from guanjia.db.reading import Spoilt, read_all, spoilt_by
from guanjia.db.troubles import is_crowded, is_damage, is_left_for_idle, is_no_room, is_slow
from guanjia.doors.wellbeing import note
from guanjia.doors.wellbeing.finding import Finding

SOUND = "ok"
MOST_NAMED = 5


def damaged_words() -> str:
    """Return in words that the database is damaged."""
    return _("The database itself is damaged.")


def damaged_mend() -> str:
    """Return what is to be done about a database that is damaged."""
    return _(
        "Stop the house, keep the backups that you have, and bring the newest sound one back into "
        "an empty folder."
    )


def said_of(error: DatabaseError | OSError) -> tuple[str, str]:
    """Return in words what the database or the disk could not do, and what is to be done about it."""
    if isinstance(error, DatabaseError) and is_damage(error):
        spoilt = spoilt_by(error)
        return _spoilt_said((spoilt,)) if spoilt else (damaged_words(), damaged_mend())
    named = {"why": str(error).strip()}
    if is_no_room(error):
        mend = _("Make room on the disk, and then do it again: it goes on from there.")
        return _("Nothing more can be written: %(why)s") % named, mend
    if isinstance(error, OSError):
        return _("The system says: %(why)s") % named, _("Run `guanjia doctor`.")
    return _("The database says: %(why)s") % named, _mend_of(error)


def _mend_of(error: DatabaseError) -> str:
    if is_slow(error):
        return _(
            "The server permits less time than this takes. Raise statement_timeout for the house's "
            "user there, or look what makes the server slow; then do it again."
        )
    if is_crowded(error):
        return _(
            "The server has as many connections as it takes. End programs that hold some, or raise "
            "max_connections or the limit of the house's user there; then do it again."
        )
    if is_left_for_idle(error):
        return _(
            "The server cuts connections that pause amid a transaction. Raise "
            "idle_in_transaction_session_timeout for the house's user there; then do it again."
        )
    return _("Check GUANJIA_DATABASE_URL, then run `guanjia migrate`.")


def whole() -> Finding:
    """Look whether the last look through the database found damage."""
    return _found(is_damaged=note.is_left(), gone=note.named())


def look_through(*, thorough: bool = False) -> Finding:
    """
    Read the whole database, and leave a note of what was found.

    :param thorough: whether each index is compared with its table, which takes twice as long; and, on
        PostgreSQL, whether anything is read at all
    """
    if connection.vendor == "postgresql":
        return _look_through_server() if thorough else whole()
    is_damaged = not _is_sound(thorough=thorough)
    gone = () if is_damaged else lost()
    _note(is_damaged=is_damaged, gone=gone)
    return _found(is_damaged=is_damaged, gone=gone)


def _look_through_server() -> Finding:
    read = read_all()
    is_damaged = any(not one.index for one in read.spoilt)
    gone = () if read.spoilt else lost()
    _note(is_damaged=is_damaged, gone=gone)
    if read.spoilt:
        return Finding("ill", *_spoilt_said(read.spoilt))
    found = _found(is_damaged=False, gone=gone)
    if gone or not read.left:
        return found
    words = _(
        "%(n)s of its largest tables and indexes were not read: that would take too long here."
    )
    return replace(found, words=f"{found.words} {words % {'n': read.left}}")


def _note(*, is_damaged: bool, gone: tuple[Lost, ...]) -> None:
    with suppress(OSError):  # Without room for the note, whoever looks at the disk says so.
        if is_damaged or gone:
            note.leave(gone)
        else:
            note.take_away()


def pointing() -> Finding:
    """Look now whether each row that points to another points to one that is there."""
    gone = lost()
    if gone:
        return Finding("ill", _gone_words(gone), _gone_mend())
    return Finding("well", _("Nothing in the database is known to be damaged."))


def _is_sound(*, thorough: bool) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {'integrity_check' if thorough else 'quick_check'}(1)")
            return bool(cursor.fetchone()[0] == SOUND)
    except DatabaseError as error:
        if is_damage(error):
            return False
        raise


def _found(*, is_damaged: bool, gone: tuple[Lost, ...]) -> Finding:
    if gone:
        return Finding("ill", _gone_words(gone), _gone_mend())
    if is_damaged:
        return Finding("ill", damaged_words(), damaged_mend())
    aside = (
        logs_kept_aside(str(connection.settings_dict["NAME"]))
        if connection.vendor == "sqlite"
        else []
    )
    if aside:
        return Finding(
            "ill",
            _(
                "After a hard stop the log of the database was damaged: some of what was written last, "
                "and confirmed to people, is not in the database. A copy of the log is in %(file)s."
            )
            % {"file": aside[0]},
            _(
                "Look after the disk, and ask those who worked at that time what they wrote last. Keep "
                "the copy elsewhere for whoever can read it, and remove it from there; then this ends."
            ),
        )
    return Finding("well", _("Nothing in the database is known to be damaged."))


def _spoilt_said(spoilt: tuple[Spoilt, ...]) -> tuple[str, str]:
    """Return in words what cannot be read, and the mend: that of the tables, if one is among it."""
    named = [
        (_("the index %(name)s of %(table)s") if one.index else _("the table %(table)s"))
        % {"table": one.table, "name": one.index}
        for one in spoilt[:MOST_NAMED]
    ]
    if spoilt[MOST_NAMED:]:
        named.append(_("and %(n)s more") % {"n": len(spoilt) - MOST_NAMED})
    words = _("The database itself is damaged. Not all can be read of: %(which)s.")
    said = words % {"which": _("; ").join(named)}
    if any(not one.index for one in spoilt):
        return said, damaged_mend()
    statements = "; ".join(f"REINDEX INDEX {one.index}" for one in spoilt)
    mend = _(
        "Nothing is lost, as all of it is in the tables. Whoever looks after the database says to it: "
        "%(statements)s. Then run `guanjia doctor` again, and look after the disk."
    )
    return said, mend % {"statements": statements}


def _gone_words(gone: tuple[Lost, ...]) -> str:
    words = _("%(to)s, to which %(pointing)s points")
    named = [words % {"to": one.to, "pointing": one.pointing} for one in gone[:MOST_NAMED]]
    if gone[MOST_NAMED:]:
        named.append(_("and %(n)s more") % {"n": len(gone) - MOST_NAMED})
    said = _("Rows are gone to which others point, in these tables: %(which)s.")
    return said % {"which": _("; ").join(named)}


def _gone_mend() -> str:
    return _(
        "Keep every backup that you have. Bring the newest one from before back into an empty folder "
        "and database, compare, and let whoever looks after the database put the rows back."
    )
