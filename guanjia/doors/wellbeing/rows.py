"""
Are there as many rows as there were? What the house never takes away cannot become less.

Rows can go by hand, or with a disk that came back as it was, and what is left looks sound. So their
numbers are noted beside the keys, by the worker each hour, by the doctor and with each backup.
"""

import json
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from guanjia.doors.wellbeing.finding import Finding
from guanjia.vault.private import keep_instead

KEPT = (
    "ledger.Event",
    "org.User",
    "workforce.Worker",
    "dossier.Household",
    "planning.Order",
    "dispatch.Visit",
    "fieldwork.Attendance",
    "fieldwork.Acceptance",
    "vault.File",
)
NOTE = "rows"
GONE = "rows-gone"
Counts = dict[str, int]


def rows() -> Finding:
    """Look whether the last count found fewer rows than there were."""
    return _found(_read(GONE))


def count_rows() -> Finding:
    """
    Count what is never taken away, and note it unless there is less of it than was noted.

    Costs one count for each table of `KEPT`.
    """
    most = _read(NOTE)
    counted = {one: apps.get_model(one).objects.count() for one in KEPT}
    gone = {one: most[one] - count for one, count in counted.items() if count < most.get(one, 0)}
    with suppress(OSError):  # Without room for the note, whoever looks at the disk says so.
        if gone:
            keep_instead(_path(GONE), json.dumps(gone))
        else:
            _path(GONE).unlink(missing_ok=True)
            keep_instead(_path(NOTE), json.dumps(counted))
    return _found(gone)


def forget_counts() -> None:
    """Begin to count anew, in a house that was brought back as it once was."""
    for name in (NOTE, GONE):
        _path(name).unlink(missing_ok=True)


def _found(gone: Counts) -> Finding:
    if not gone:
        return Finding("well", _("Nothing is known to be missing of what is never taken away."))
    named = {apps.get_model(one)._meta.db_table: count for one, count in gone.items()}
    missing = ", ".join(f"{table} −{count}" for table, count in named.items())
    return Finding(
        "ill",
        _("Rows are gone that the house never takes away: %(missing)s.") % {"missing": missing},
        _(
            "Keep the backups that you have; bring the newest one back beside this house, and compare. "
            "If they were taken away on purpose, remove %(file)s."
        )
        % {"file": _path(NOTE)},
        {"gone": sum(gone.values())},
    )


def _path(name: str) -> Path:
    return Path(settings.VAR) / name


def _read(name: str) -> Counts:
    with suppress(OSError, ValueError, AttributeError):
        noted = json.loads(_path(name).read_text(encoding="ascii"))
        return {one: int(count) for one, count in noted.items() if one in KEPT}
    return {}
