"""The stretch of time a problem is about, and how its clock ticks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rota.problem.fields import told
from rota.units import Moment, Ticks

LONGEST_HORIZON = timedelta(days=28)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Horizon:
    """
    From one instant to another, at most four weeks, counted in ticks from the start.

    Days, weeks and months are those of `zone`: a day begins at its local midnight, a week on
    Monday. A shift belongs to the day on which it opens.
    """

    starts: datetime = told("first instant; moment 0; days are counted from its local date")
    ends: datetime = told("end of the horizon (exclusive), at most 28 days after its start")
    zone: str = told("IANA name of the time zone that days and weeks follow")
    tick_ms: int = told(
        "length of a tick in milliseconds: 1000, or finer", default=1000, least=1, most=60_000
    )

    @property
    def length(self) -> Ticks:
        """The horizon in ticks."""
        return self.moment(self.ends)

    @property
    def ticks_per_hour(self) -> int:
        return 3_600_000 // self.tick_ms

    def moment(self, instant: datetime) -> Moment:
        """
        Return the ticks from the start to `instant`.

        :raises ValueError: if `instant` has no zone or does not fall on a tick
        """
        if instant.tzinfo is None:
            raise ValueError("an instant with a zone")
        since = instant.astimezone(UTC) - self.starts.astimezone(UTC)
        ticks, rest = divmod(since, self.tick_ms * MILLISECOND)
        if rest:
            raise ValueError(f"an instant on a tick of {self.tick_ms} ms")
        return ticks

    def instant(self, moment: Moment) -> datetime:
        """Return the aware local time of `moment`."""
        utc = self.starts.astimezone(UTC) + moment * self.tick_ms * MILLISECOND
        return utc.astimezone(ZoneInfo(self.zone))

    def ticks(self, length: timedelta) -> Ticks:
        """
        Return `length` in ticks.

        :raises ValueError: if it is not a whole number of them
        """
        ticks, rest = divmod(length, self.tick_ms * MILLISECOND)
        if rest:
            raise ValueError(f"a whole number of ticks of {self.tick_ms} ms")
        return ticks

    def dates(self) -> tuple[date, ...]:
        """Return every local date that the horizon touches, in order."""
        first = self.starts.astimezone(ZoneInfo(self.zone)).date()
        last = (self.ends - MILLISECOND).astimezone(ZoneInfo(self.zone)).date()
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))

    def midnights(self) -> tuple[Moment, ...]:
        """
        Return the moment at which each of `dates()` begins.

        The first may be negative. A midnight between two ticks counts as the tick before it.
        """
        zone = ZoneInfo(self.zone)
        return tuple(
            (datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) - self.starts)
            // (self.tick_ms * MILLISECOND)
            for day in self.dates()
        )
