"""
What the database turns away because somebody else was quicker: a polite no, not a fault of ours.

Of two who press at the same moment one is first. A constraint, a deadlock or a lock that was not
free in time tells the other, wherever in a command that happens; so the translation stands at the
one place through which every statement goes.
"""

from types import TracebackType

from django.db import Error, IntegrityError, OperationalError
from django.db.utils import DatabaseErrorWrapper

from guanjia.db.troubles import BUSY, WORDS
from guanjia.kernel.errors import Conflict, NotNow, Stale
from guanjia.kernel.words import _

TAKEN = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505", "23P01"}
"""What SQLite and PostgreSQL say when there is such a row already."""
CROSSED = {"SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "40001", "40P01"}
"""What they say when two who write are in each other's way and one has to give way."""


class Beaten(Stale, IntegrityError):
    """Such a row was there already, mostly because somebody has done the same just before."""

    def __str__(self) -> str:
        return str(self.__cause__)


class Crossed(Conflict, OperationalError):
    """
    Somebody was writing the same rows, and it was not this one who could go on.

    Nothing is known of what they wrote, so it is not taken for a row that somebody else has moved,
    and a program may ask for the same again at once.
    """

    again_after_seconds = 1

    def __str__(self) -> str:
        return str(self.__cause__)


class WaitedInVain(NotNow, OperationalError):
    """Somebody else wrote for longer than this one waits; it says nothing about what was asked."""

    def __str__(self) -> str:
        return str(self.__cause__)


class PoliteErrors(DatabaseErrorWrapper):
    """Raises errors of the driver as Django's own, and lost races among them as refusals."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            return
        try:
            super().__exit__(kind, error, trace)
        except Error as known:
            lost = _lost_to(error)
            if lost is None:
                raise
            raise lost.with_traceback(known.__traceback__) from error


def _lost_to(error: BaseException | None) -> Beaten | Crossed | WaitedInVain | None:
    said = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    if said in TAKEN:
        return Beaten(
            _(
                "Somebody has done this just before you, or it is there already. Nothing was "
                "written twice. Please look at the page again."
            )
        )
    if said in CROSSED:
        return Crossed(
            _(
                "Somebody else was changing the same at this moment. Nothing of yours was written. "
                "Please press once more."
            )
        )
    if said in BUSY:
        return WaitedInVain(WORDS[BUSY])
    return None
