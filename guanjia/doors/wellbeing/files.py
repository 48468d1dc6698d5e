"""
Are the vault's files what was stored? What is lost there is missed only when its family asks for it.

So the worker asks each hour of every file whether it is there and as long as it must be, and reads
a share of them, so that within a day it has read all. It leaves a note in the vault, where whoever
works with the same files finds it. The doctor and a backup read all of them.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from guanjia.doors.clock import now
from guanjia.doors.wellbeing.encryption import keys
from guanjia.doors.wellbeing.finding import Finding
from guanjia.vault.files import place_of
from guanjia.vault.soundness import Amiss, looked_through, without_row

NOTE = ".amiss"
"""Its name begins with a dot, as that of nothing that is kept; no archive holds it."""
MOST_NAMED = 5
SHARES = 24


def files() -> Finding:
    """Look whether the last look through the vault's files found that some are lost."""
    return _found(_noted())


def look_through_files(reads: Callable[[int], bool] = lambda _file_id: True) -> Finding:
    """
    Look through the vault's files, and leave a note of what was found.

    :param reads: tells by its id which file is read and compared with its sum; each, if not given
    """
    if (known_keys := keys()).state != "well":
        return known_keys
    count, amiss = looked_through(reads=reads)
    with suppress(OSError):  # Without room for the note, whoever looks at the disk says so.
        _write_down(amiss)
    return _found(amiss, count)


def look_through_a_share(*, at: datetime) -> Finding:
    """Look through the vault's files, reading those whose turn it is in this hour, and the noted ones."""
    noted = {one.file_id for one in _noted()}
    return look_through_files(lambda file_id: file_id in noted or file_id % SHARES == at.hour)


def strays() -> Finding:
    """Look now whether files lie in the vault's folder that nothing in the database knows."""
    found = without_row(at=now() - settings.CLOCK_AHEAD)
    figures = {"strays": len(found)}
    if not found:
        return Finding("well", _("Every file in the vault's folder is known."), "", figures)
    words = _(
        "%(n)s files in the vault's folder are known to nothing in the database: %(file)s first."
    )
    mend = _(
        "They are left by a program that was killed, or belong to what was written after the day from "
        "which this database was brought back: look for a newer backup. Nothing takes them away; once "
        "you are sure, move them elsewhere."
    )
    return Finding("mind", words % {"n": len(found), "file": found[0]}, mend, figures)


def _note() -> Path:
    return Path(settings.VAULT_ROOT) / NOTE


def _noted() -> tuple[Amiss, ...]:
    with suppress(OSError, ValueError, TypeError):
        return tuple(Amiss(*told) for told in json.loads(_note().read_text(encoding="utf-8")))
    return ()


def _write_down(amiss: tuple[Amiss, ...]) -> None:
    if not amiss:
        _note().unlink(missing_ok=True)
        return
    _note().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = [(one.file_id, one.stored_as, one.state) for one in amiss]
    _note().write_text(json.dumps(told), encoding="utf-8")


def _found(amiss: tuple[Amiss, ...], count: int = 0) -> Finding:
    missing = sum(one.state == "missing" for one in amiss)
    figures = {"missing": missing, "changed": len(amiss) - missing}
    if amiss:
        return Finding("ill", lost_words(amiss, count), lost_mend(amiss), figures)
    return Finding("well", _("Every file of the vault is there, as far as is known."), "", figures)


def lost_words(amiss: tuple[Amiss, ...], count: int = 0) -> str:
    """
    Return in words which files are lost.

    :param count: how many files there are, if that is known
    """
    named = [
        (
            _("no. %(number)s, which is missing")
            if one.state == "missing"
            else _("no. %(number)s, which is no longer what was stored")
        )
        % {"number": one.file_id}
        for one in amiss[:MOST_NAMED]
    ]
    if amiss[MOST_NAMED:]:
        named.append(_("and %(n)s more") % {"n": len(amiss) - MOST_NAMED})
    words = (
        _("%(n)s of %(count)s files of the vault are lost: %(which)s.")
        if count
        else _("%(n)s files of the vault are lost: %(which)s.")
    )
    return words % {"n": len(amiss), "count": count, "which": _("; ").join(named)}


def lost_mend(amiss: tuple[Amiss, ...]) -> str:
    """Return what is to be done about files that are lost."""
    return _(
        "Keep every backup that you have. `guanjia files bring BACKUP` takes from one of before what "
        "is lost here, such as %(file)s; `guanjia files` names all. What no backup has: `guanjia files "
        "give-up`. Until then nothing of them can be shown."
    ) % {"file": place_of(amiss[0].stored_as)}
