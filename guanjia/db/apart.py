"""Work on many rows of which a single one must not stop the rest."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db import transaction

logger = logging.getLogger(__name__)
Row = TypeVar("Row")


def each_apart(rows: Iterable[Row], act: Callable[[Row], int], *, doing: str) -> int:
    """
    Act on each row in a transaction of its own, and return the sum of what came of it.

    What goes wrong with one row is undone, and the log names it; whoever does this again by the
    clock tries it again.

    :param doing: what is done, for the log
    """
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                done += act(row)
        except Exception:
            logger.exception("%s: %s was left out, the others went on.", doing, row)
    return done


def all_or_each(rows: Sequence[Row], act: Callable[[Sequence[Row]], int], *, doing: str) -> int:
    """
    Act on all rows at once, in few statements; if that goes wrong, on each apart.

    :param doing: what is done, for the log
    """
    try:
        with transaction.atomic():
            return act(rows)
    except Exception:
        logger.exception("%s: not possible for all at once; each is tried.", doing)
    return each_apart(rows, lambda row: act([row]), doing=doing)
