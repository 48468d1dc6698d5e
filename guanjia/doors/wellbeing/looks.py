"""
Is the house well: one set of looks, for programs, for the page of operations and for the doctor.

A look that fails is never "well", and one that breaks is a finding too. What programs are told
holds names of looks and whole numbers, nothing else: whoever asks need not be known.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.models import User
from guanjia.db.patience import waiting_at_most
from guanjia.db.server import check_is_reached
from guanjia.doors.clock import now
from guanjia.doors.wellbeing.clock import clock, in_clock
from guanjia.doors.wellbeing.damage import said_of, whole
from guanjia.doors.wellbeing.encryption import (
    keys,
    otherwise_mend,
    otherwise_words,
    why_not_by_these_keys,
)
from guanjia.doors.wellbeing.files import files
from guanjia.doors.wellbeing.finding import Finding
from guanjia.doors.wellbeing.hidden import hidden, why_hidden
from guanjia.doors.wellbeing.lasting import lasting
from guanjia.doors.wellbeing.numbers import numbers
from guanjia.doors.wellbeing.rows import rows
from guanjia.doors.wellbeing.structure import structure
from guanjia.doors.wellbeing.work import delivery, facts, messages, parked, worker
from guanjia.flow.leases import take_lease
from guanjia.flow.overviews import health
from guanjia.ledger import wakeup
from guanjia.vault.rotation import is_index_signed_otherwise

LITTLE_ROOM = 1_000_000_000
NO_ROOM = 100_000_000
"""Bytes left on a disk; with less than this the next photo or backup may not fit."""
PATIENCE = 3.0
"""Seconds for which the trial of writing waits for others that write."""


def database() -> Finding:
    """Look whether the database answers."""
    check_is_reached()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if getattr(connection, "is_taken_away", bool)():
        return Finding(
            "ill",
            _("The database's file was removed or replaced while the house is open."),
            _(
                "Stop the house in order, now, so that what is written since is kept; then look at "
                "what lies in %(folder)s."
            )
            % {"folder": Path(str(connection.settings_dict["NAME"])).parent},
        )
    return Finding("well", _("The database answers (%(kind)s).") % {"kind": connection.vendor})


def schema() -> Finding:
    """Look whether the database is as old as the program."""
    found = health.schema()
    figures = {"missing": found.missing, "unknown": len(found.unknown)}
    if found.unknown:
        return Finding("ill", newer_words(found), newer_mend(), figures)
    if found.missing and (elsewhere := hidden()):
        return replace(elsewhere, figures=figures)
    if found.missing and is_gone():
        return Finding("ill", gone_words(), gone_mend(), figures)
    if found.missing:
        return Finding(
            "ill",
            _("The database lacks %(n)s changes.") % {"n": found.missing},
            _("Run `guanjia migrate`."),
            figures,
        )
    return Finding("well", _("The database is up to date."), figures=figures)


def newer_words(found: health.Schema) -> str:
    """Return in words that a newer program has been here."""
    return _(
        "The database is newer than this program: it has had %(n)s changes that the program does "
        "not know (%(first)s)."
    ) % {"n": len(found.unknown), "first": found.unknown[0]}


def newer_mend() -> str:
    """Return what is to be done about a database that is newer than the program."""
    return _("Start the newer program again, or restore a backup that this one wrote.")


def is_gone() -> bool:
    """Test whether this database is empty although files of a house lie in the vault."""
    if User._meta.db_table in connection.introspection.table_names():
        return False
    kept = Path(settings.VAULT_ROOT).rglob("[!.]*")
    return any(file.is_file() for file in kept)


def gone_words() -> str:
    """Return in words that the database of a house is not the one that it had."""
    words = _(
        "The database of this house is gone: the files in %(folder)s belong to one that is not here."
    )
    return words % {"folder": settings.VAULT_ROOT}


def gone_mend() -> str:
    """Return what is to be done where a house has lost its database."""
    return _(
        "Check GUANJIA_DATABASE_URL; else bring the newest backup back with `guanjia restore`. For "
        "a new house let GUANJIA_VAR name an empty folder."
    )


def _schema_to_work_with() -> tuple[health.Schema | None, str]:
    """Return the schema, if it can be read, and in words why this program must not change it."""
    try:
        found = health.schema()
    except DatabaseError as error:
        return None, "\n".join(said_of(error))
    if found.missing and (problem := why_hidden()):
        return found, problem
    return found, f"{newer_words(found)}\n{newer_mend()}" if found.unknown else ""


def why_too_old() -> str:
    """
    Return in words why this program must not change what a newer one wrote; "" if none did.

    It knows neither all columns nor all that must hold between them.
    """
    return _schema_to_work_with()[1]


def why_not_to_start() -> str:
    """Return in words why this program must not work with this database or these keys; "" if it may."""
    found, problem = _schema_to_work_with()
    if found is None or problem:
        return problem
    if found.missing and is_gone():
        return f"{gone_words()}\n{gone_mend()}"
    if problem := why_not_by_these_keys():
        return problem
    if not found.missing and is_index_signed_otherwise():
        return f"{otherwise_words()}\n{otherwise_mend()}"
    return ""


def writing() -> Finding:
    """Look whether something can be written, by writing something."""
    holder = f"trial-{os.getpid()}"
    try:
        with waiting_at_most(PATIENCE):
            take_lease("trial", holder=holder, at=now(), length=timedelta())
    except DatabaseError as error:
        return Finding(
            "ill",
            _("Nothing can be written: %(why)s") % {"why": str(error).strip()},
            _(
                "Look whether the disk is full or may only be read, and whether a program holds "
                "the database; reading goes on meanwhile."
            ),
        )
    return Finding("well", _("Something could be written."))


def disk() -> Finding:
    """Look whether there is room left where the house keeps its data, and whether it may write there."""
    if closed := next(
        (one for one in _places() if one.exists() and not os.access(one, os.W_OK)), None
    ):
        return Finding(
            "ill",
            _("Nothing can be kept in %(folder)s: it may only be read.") % {"folder": closed},
            _(
                "Look whether its disk failed and was set to be read only (`dmesg`), and whether it "
                "belongs to the house's user. Then send again what was refused."
            ),
        )
    free, place = min(_room_in(_places()))
    figures = {"free_megabytes": free // 1_000_000}
    words = _("%(room)s MB are left in %(folder)s.") % {
        "room": free // 1_000_000,
        "folder": place,
    }
    mend = _("Make room: nothing more can be kept once it is full. Move old backups elsewhere.")
    state = "ill" if free < NO_ROOM else "mind" if free < LITTLE_ROOM else "well"
    return Finding(state, words, "" if state == "well" else mend, figures)


def _places() -> Iterator[Path]:
    yield Path(settings.VAR)
    yield Path(settings.VAULT_ROOT)
    if connection.vendor == "sqlite":
        yield Path(str(connection.settings_dict["NAME"])).parent


def _room_in(places: Iterator[Path]) -> Iterator[tuple[int, str]]:
    for place in places:
        there = next((one for one in (place, *place.parents) if one.exists()), place)
        yield shutil.disk_usage(there).free, str(place)


def queue() -> Finding:
    """Look whether the queue that wakes the worker answers."""
    try:
        made_anew = wakeup.made_anew()
    except OSError as error:
        return Finding(
            "ill",
            _("The job queue does not answer: %(why)s") % {"why": error.__cause__ or error},
            _("Check GUANJIA_QUEUE_URL; until then the worker looks by itself every second."),
        )
    if made_anew:
        return Finding(
            "mind",
            _("The queue's file was spoilt and was made anew at %(when)s; nothing is lost.")
            % {"when": in_clock(made_anew)},
            _(
                "If it happens again, look after the disk: a disk that spoils one file spoils others."
            ),
        )
    return Finding("well", _("The job queue answers."))


def counts() -> Finding:
    """Look whether tries at signing in can be counted; nobody gets in where they cannot."""
    kept_in = caches["default"]
    if isinstance(kept_in, DatabaseCache):
        if settings.COUNTS_TABLE not in connection.introspection.table_names():
            return Finding(
                "ill",
                _(
                    "The table %(table)s is missing: tries cannot be counted, and nobody can sign in."
                )
                % {"table": settings.COUNTS_TABLE},
                _("Run `guanjia migrate`."),
            )
        return Finding("well", _("Tries at signing in are counted."))
    try:
        cache.get("trial")
    except Exception as error:  # Each kind of place has errors of its own.
        return Finding(
            "ill",
            _("Tries at signing in cannot be counted: %(why)s") % {"why": error},
            _("Check GUANJIA_REDIS_URL, and whether the server that it names answers."),
        )
    return Finding("well", _("Tries at signing in are counted."))


Look = Callable[[], Finding]
OF_WEB: tuple[Look, ...] = (database, schema, keys, counts, writing, disk)
"""Without these the web is of no use to anybody; a proxy leads visitors elsewhere."""
OF_DATA: tuple[Look, ...] = (structure, numbers, lasting, whole, rows, files)
OF_WORK: tuple[Look, ...] = (worker, queue, facts, messages, delivery, parked, clock)
LOOKS: tuple[Look, ...] = (*OF_WEB, *OF_DATA, *OF_WORK)


WITHOUT_DATABASE: tuple[Look, ...] = (disk, queue)


def look_over(looks: tuple[Look, ...] = LOOKS) -> list[Finding]:
    """
    Take these looks; one that the database keeps from answering is a finding, too.

    Where the database does not answer at all, nothing else is asked of it: each would wait for it anew.
    """
    found: list[Finding] = []
    away: Finding | None = None
    for look in looks:
        if away and look not in WITHOUT_DATABASE:
            found.append(replace(away, look=look.__name__))
            continue
        found.append(taken(look))
        if look is database and found[-1].is_unanswered and connection.vendor == "postgresql":
            away = found[-1]
    return found


def taken(look: Look) -> Finding:
    """Take one look, and give what it found its name."""
    try:
        found = look()
    except (DatabaseError, OSError) as error:
        found = Finding("ill", *said_of(error), is_unanswered=True)
    return replace(found, look=look.__name__)


STATES = ("well", "mind", "ill")


def worst(found: list[Finding]) -> str:
    """Return the worst state found: the house is no better than that."""
    return max((finding.state for finding in found), key=STATES.index, default="well")
