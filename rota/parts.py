"""The small parts of a problem, made from datetimes: clocks, breaks, roles, wishes, promises."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rota.problem import (
    Break,
    Hold,
    Horizon,
    Kink,
    Pin,
    Preferred,
    Promise,
    Role,
    Skill,
)
from rota.problem.worker import BreakPlace
from rota.refused import Flaw, Refused, shortened
from rota.units import Millifen, Moment, Ticks

Span = tuple[datetime, datetime]
AT_ONCE = (timedelta(), timedelta())


class Parts:
    """Makes parts on the clock of one horizon."""

    def __init__(self, first: date, days: int, zone: str, tick: timedelta) -> None:
        self._zone = ZoneInfo(zone)
        self._first = first
        starts, ends = self.at("00:00"), self.at("00:00", days)
        self.horizon = Horizon(starts, ends, zone, tick // timedelta(milliseconds=1))

    def at(self, clock: str, day: int = 0) -> datetime:
        """Return the aware time `clock`, as in "09:30", on day number `day` of the horizon."""
        hour, minute = clock.split(":")
        on = self._first + timedelta(days=day)
        return datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=self._zone)

    def between(self, opens: str, closes: str, day: int = 0) -> Span:
        """Return a stretch of one day, as in `between("09:00", "12:00")`."""
        return self.at(opens, day), self.at(closes, day)

    def moment(self, instant: datetime) -> Moment:
        """Return `instant` on the problem's clock. :raises Refused: if it has no zone or tick"""
        try:
            return self.horizon.moment(instant)
        except (ValueError, AttributeError) as error:
            raise Refused([Flaw("time", str(error), shortened(instant))]) from None

    def ticks(self, length: timedelta) -> Ticks:
        """Return `length` in ticks. :raises Refused: if it is not a whole number of them"""
        try:
            return self.horizon.ticks(length)
        except (ValueError, TypeError) as error:
            raise Refused([Flaw("length", str(error), shortened(length))]) from None

    def rest(
        self,
        earliest: datetime,
        latest: datetime,
        length: timedelta,
        *,
        where: BreakPlace = "anywhere",
        longest_work: timedelta | None = None,
    ) -> Break:
        """Return a break to give to `shift`."""
        return Break(
            duration=self.ticks(length),
            earliest=self.moment(earliest),
            latest=self.moment(latest),
            where=where,
            longest_work=None if longest_work is None else self.ticks(longest_work),
        )

    def role(
        self,
        id: str,  # noqa: A002 - the word of the schema
        length: timedelta,
        *,
        skills: Mapping[str, int] | None = None,
        needs: Iterable[str] = (),
        refuses: Iterable[str] = (),
        after: tuple[timedelta, timedelta] = AT_ONCE,
        optional: bool = False,
        price_without: Millifen = 0,
    ) -> Role:
        """Return a role to give to `visit`."""
        return Role(
            id=id,
            duration=self.ticks(length),
            skills=tuple(Skill(name, level) for name, level in (skills or {}).items()),
            needs=tuple(needs),
            refuses=tuple(refuses),
            after_least=self.ticks(after[0]),
            after_most=self.ticks(after[1]),
            optional=optional,
            price_without=price_without,
        )

    def prefer(
        self,
        span: Span,
        *,
        early_rate: Millifen = 100,
        late_rate: Millifen = 100,
    ) -> Preferred:
        """Return a wish to start within `span`, at a price per tick before and after it."""
        return Preferred(
            early=(Kink(self.moment(span[0]), early_rate),),
            late=(Kink(self.moment(span[1]), late_rate),),
        )

    def promise(
        self,
        role: str = "1",
        *,
        worker: str | None = None,
        starts: datetime | None = None,
        tolerance: timedelta = timedelta(),
        worker_points: int = 300,
        time_points: int = 300,
    ) -> Promise:
        """Return a promise to give to `visit`."""
        return Promise(
            role=role,
            worker=worker,
            starts=None if starts is None else self.moment(starts),
            tolerance=self.ticks(tolerance),
            worker_points=worker_points,
            time_points=time_points,
        )

    def pin(
        self, role: str = "1", *, worker: str | None = None, starts: datetime | None = None
    ) -> Pin:
        """Return a pin to give to `visit`."""
        return Pin(role=role, worker=worker, starts=None if starts is None else self.moment(starts))

    def hold(self, worker: str, starts: datetime, expires: datetime, *, role: str = "1") -> Hold:
        """Return a hold to give to `visit`."""
        return Hold(
            role=role,
            worker=worker,
            starts=self.moment(starts),
            expires=self.moment(expires),
        )
