"""
What the house does by the clock rather than because somebody asked.

Each piece can be done twice, late or not at all without harm: it looks at what is due by now.
"""

import logging
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

from guanjia.chapters.dispatch.commands import (
    announce_visits,
    open_visits_ahead,
    release_holds,
    requeue_silent_runs,
)
from guanjia.chapters.dossier.queries import households_to_erase
from guanjia.chapters.org.queries import HOUSE_ZONE
from guanjia.chapters.survey.commands import expire_invitations
from guanjia.chapters.workforce.commands import expire_certificates
from guanjia.doors.sessions import SessionStore
from guanjia.doors.wellbeing import (
    Finding,
    count_rows,
    look_through,
    look_through_a_share,
    note_erased,
    structure,
    taken,
)
from guanjia.flow.journeys import erase_if_due, forget_what_slipped_in
from guanjia.kernel.actors import house_actor
from guanjia.kernel.clock import local_day
from guanjia.outbound.commands import forget_codes
from guanjia.vault.commands import remove_erased

logger = logging.getLogger(__name__)
KEEPER = house_actor("keeper", "manager", "recruiter", "dispatcher", "care")


class Upkeep(Protocol):
    """A piece of upkeep, with a name for the log."""

    __name__: str

    def __call__(self, at: datetime) -> None: ...


def certificates(at: datetime) -> None:
    """Say of every certificate that has run out that it has; it does not announce it itself."""
    expire_certificates(actor=KEEPER, on=local_day(at, HOUSE_ZONE), at=at)


def holds(at: datetime) -> None:
    """Give back the times that were held for a client and not confirmed."""
    release_holds(actor=KEEPER, at=at)


def silent_runs(at: datetime) -> None:
    """Put the solver runs whose worker has died back into the queue."""
    requeue_silent_runs(actor=KEEPER, at=at)


def who_comes(at: datetime) -> None:
    """Let households know who comes today, and from the evening on who comes tomorrow."""
    announce_visits(actor=KEEPER, at=at)


def weeks_ahead(at: datetime) -> None:
    """Open the visits that plans promise for the week that has come into reach."""
    open_visits_ahead(actor=KEEPER, at=at)


def questions(at: datetime) -> None:
    """Close the surveys that nobody answered in time."""
    expire_invitations(actor=KEEPER, at=at)


def households_to_forget(at: datetime) -> None:
    """Erase the households whose time to think again is over, once all is confirmed and ended."""
    for household_id in households_to_erase(at=at):
        erase_if_due(actor=KEEPER, household_id=household_id, at=at)
    forget_what_slipped_in(at=at)


def erased_files(at: datetime) -> None:
    """Take the files of erased households from the disk, and note beside the keys which these were."""
    remove_erased(at=at)
    note_erased()


def visits_over(at: datetime) -> None:
    """Forget the visits of browsers that have run out."""
    SessionStore.clear_expired()


def codes_over(at: datetime) -> None:
    """Forget the codes by which nobody can sign in any more."""
    forget_codes(at=at)


def counts_over(at: datetime) -> None:
    """Forget the counts of attempts that have run out, where they are kept in the database."""
    if not isinstance(caches["default"], DatabaseCache):
        return
    table = connection.ops.quote_name(settings.COUNTS_TABLE)
    moment = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608  (a name of ours)


def damage(at: datetime) -> None:
    """Look through the database and the vault's files; note what is damaged, and tell the log."""

    def files() -> Finding:
        return look_through_a_share(at=at)

    for look in (look_through, structure, count_rows, files):
        found = taken(look)
        if found.state == "ill":
            logger.error("%s %s", found.words, found.mend)


EVERY_MINUTE: tuple[Upkeep, ...] = (silent_runs, holds, who_comes, erased_files)
EVERY_HOUR: tuple[Upkeep, ...] = (damage,)
EVERY_MORNING: tuple[Upkeep, ...] = (certificates,)
EVERY_NIGHT: tuple[Upkeep, ...] = (
    weeks_ahead,
    questions,
    households_to_forget,
    visits_over,
    codes_over,
    counts_over,
)
