"""Half-open stretches of time: the start belongs to them, the end does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """
    From `start` until just before `end`, both aware.

    :raises ValueError: if the end is not after the start, or either is naive
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs times with a zone")
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")

    @property
    def minutes(self) -> int:
        """Whole minutes between start and end."""
        return int((self.end - self.start) / timedelta(minutes=1))

    def overlaps(self, other: "Period") -> bool:
        """Test whether the two share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Period") -> bool:
        """Test whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


def without(period: Period, taken: Iterable[Period]) -> tuple[Period, ...]:
    """Return what is left of `period`, in order, after everything in `taken` is cut out."""
    left = []
    start = period.start
    for cut in sorted(taken):
        if cut.end <= start or cut.start >= period.end:
            continue
        if cut.start > start:
            left.append(Period(start, cut.start))
        start = max(start, cut.end)
    if start < period.end:
        left.append(Period(start, period.end))
    return tuple(left)
