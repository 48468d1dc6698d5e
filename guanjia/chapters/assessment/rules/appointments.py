"""Promises to come: nobody is in two homes at one time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from guanjia.kernel.errors import Conflict

LONGEST = timedelta(hours=8)
"""How long somebody stays at most, as the forms take it."""


class ElsewhereThen(Conflict):
    """Whoever is to come is promised to another home at that time; both are promised if that is meant."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody is at a home from a moment on, for so many minutes."""

    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """The moment at which they leave."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def meets(self, other: "Stay") -> bool:
        """Test whether one begins before the other has ended."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def first_in_the_way(stay: Stay, others: Iterable[Stay]) -> Stay | None:
    """Return the earliest of the others that is at the same time; None if there is none."""
    met = (other for other in others if stay.meets(other))
    return min(met, key=lambda other: other.starts_at, default=None)
