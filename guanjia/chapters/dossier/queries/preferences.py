"""What households said that others reckon with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from guanjia.chapters.dossier.models import TIMES, Preference
from guanjia.chapters.dossier.rules import NOTHING_SAID, Said

__all__ = ["NOTHING_SAID", "PreferenceLine", "Said", "preferences_of", "said_by", "said_of"]


@dataclass(frozen=True, slots=True)
class PreferenceLine:
    """One thing that a household said, who said it and when; standing unless it was ended."""

    id: int
    kind: str
    code: str
    minute: int | None
    said_by: str
    said_at: datetime
    ended_at: datetime | None


def said_by(households: Iterable[int]) -> dict[int, Said]:
    """Return household -> what it said that stands, in one SQL query; of nothing said: not there."""
    rows = Preference.objects.filter(household_id__in=set(households), ended_at=None)
    found: dict[int, Said] = {}
    for household_id, kind, code, minute in rows.values_list(
        "household_id", "kind", "code", "minute"
    ):
        if kind in TIMES:
            now = Said(not_before=minute) if kind == "not_before" else Said(not_after=minute)
        else:
            now = Said(codes=frozenset({(kind, code)}))
        found[household_id] = found.get(household_id, NOTHING_SAID).also(now)
    return found


def said_of(household_id: int) -> Said:
    """Return what one household said that stands, in one SQL query."""
    return said_by([household_id]).get(household_id, NOTHING_SAID)


def preferences_of(household_id: int) -> tuple[PreferenceLine, ...]:
    """Return all that a household said, what stands first, in one SQL query."""
    rows = Preference.objects.filter(household_id=household_id).order_by("kind", "-id")
    lines = (
        PreferenceLine(
            one.pk, one.kind, one.code, one.minute, one.said_by, one.said_at, one.ended_at
        )
        for one in rows
    )
    return tuple(sorted(lines, key=lambda line: line.ended_at is not None))
