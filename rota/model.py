"""Build a problem step by step, with datetimes and ids, and no ticks in sight."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rota.parts import Parts, Span
from rota.problem import (
    Access,
    Affinity,
    Allowed,
    Apart,
    Break,
    Busy,
    Coordinates,
    Errand,
    Forbidden,
    History,
    Hold,
    Limits,
    Matrix,
    MatrixFile,
    Mode,
    Pay,
    Pin,
    Place,
    Preferred,
    Problem,
    Promise,
    Role,
    Rush,
    Series,
    Shift,
    Skill,
    Together,
    Tool,
    ToolNeed,
    Visit,
    Weights,
    Window,
    Worker,
)
from rota.units import Millifen


class Model(Parts):
    """
    A problem under construction.

    Times are aware datetimes, lengths are timedeltas, money is in 1/1000 fen. Nothing is checked
    before `problem()`, except that times and lengths fall on whole ticks. Parts that have no
    method of their own (pay, limits, history, series …) are given as objects of `rota.problem`,
    for which `moment` and `ticks` convert.
    """

    def __init__(
        self,
        first: date | str,
        *,
        days: int = 1,
        zone: str = "Asia/Shanghai",
        tick: timedelta = timedelta(seconds=1),
        now: datetime | None = None,
    ) -> None:
        """Begin a problem of `days` local days from the midnight that begins `first`."""
        on = date.fromisoformat(first) if isinstance(first, str) else first
        super().__init__(on, days, zone, tick)
        self._now = 0 if now is None else self.moment(now)
        self._places: dict[str, Place] = {}
        self._modes: dict[str, Mode] = {}
        self._workers: dict[str, Worker] = {}
        self._visits: dict[str, Visit] = {}
        self._lists: dict[str, list[Any]] = {
            name: []
            for name in (
                "rush",
                "series",
                "affinity",
                "allowed",
                "forbidden",
                "together",
                "apart",
                "tools",
            )
        }
        self._weights = Weights()

    def place(
        self,
        id: str,  # noqa: A002 - the word of the schema
        latitude: float | None = None,
        longitude: float | None = None,
        *,
        zone: str = "",
        access: Mapping[str, timedelta] | None = None,
    ) -> str:
        """Add a place, with coordinates in degrees, and return its id."""
        self._places[id] = Place(
            id=id,
            latitude=None if latitude is None else round(latitude * 1_000_000),
            longitude=None if longitude is None else round(longitude * 1_000_000),
            zone=zone,
            access=tuple(Access(mode, self.ticks(time)) for mode, time in (access or {}).items()),
        )
        return id

    def travel_by(self, mode: str, model: str) -> None:
        """Let journeys of `mode` follow the coordinates and the speed model `model`."""
        self._modes[mode] = Mode(mode, Coordinates(model=model))

    def travel_table(
        self,
        mode: str,
        times: Sequence[Sequence[timedelta | None]],
        metres: Sequence[Sequence[int]] = (),
    ) -> None:
        """Let journeys of `mode` follow a table in the order of the places; None: no way."""
        ticks = tuple(
            tuple(-1 if time is None else self.ticks(time) for time in row) for row in times
        )
        table = Matrix(ticks=ticks, metres=tuple(tuple(row) for row in metres))
        self._modes[mode] = Mode(mode, table)

    def travel_file(self, mode: str, path: str, sha256: str) -> None:
        """Let journeys of `mode` follow a `.npy` file (see `rota.problem.MatrixFile`)."""
        self._modes[mode] = Mode(mode, MatrixFile(path=path, sha256=sha256))

    def worker(
        self,
        id: str,  # noqa: A002 - the word of the schema
        *,
        skills: Mapping[str, int] | None = None,
        tags: Iterable[str] = (),
        base: str | None = None,
        busy: Iterable[tuple[datetime, datetime, str]] = (),
        pay: Pay = Pay(),
        limits: Limits = Limits(),
        history: History = History(),
    ) -> str:
        """Add a worker without shifts and return their id."""
        self._workers[id] = Worker(
            id=id,
            skills=tuple(Skill(name, level) for name, level in (skills or {}).items()),
            tags=tuple(tags),
            base=base,
            busy=tuple(
                Busy(starts=self.moment(starts), ends=self.moment(ends), reason=reason)
                for starts, ends, reason in busy
            ),
            pay=pay,
            limits=limits,
            history=history,
        )
        return id

    def shift(
        self,
        worker: str,
        opens: datetime,
        closes: datetime,
        *,
        start: str | None = None,
        end: str | None = None,
        mode: str = "ebike",
        longest_leg: timedelta | None = None,
        breaks: Iterable[Break] = (),
    ) -> None:
        """Add a shift; a mode nobody has described yet goes by `ebike-city-1`."""
        if mode not in self._modes:
            self.travel_by(mode, "ebike-city-1")
        old = self._workers[worker]
        shift = Shift(
            id=str(len(old.shifts) + 1),
            opens=self.moment(opens),
            closes=self.moment(closes),
            start=start,
            end=start if end is None else end,
            mode=mode,
            longest_leg=None if longest_leg is None else self.ticks(longest_leg),
            breaks=tuple(breaks),
        )
        self._workers[worker] = replace(old, shifts=(*old.shifts, shift))

    def visit(
        self,
        id: str,  # noqa: A002 - the word of the schema
        place: str,
        windows: Iterable[Span],
        length: timedelta | None = None,
        *,
        client: str = "",
        skills: Mapping[str, int] | None = None,
        roles: Iterable[Role] = (),
        preferred: Preferred | None = None,
        grid: timedelta | None = None,
        priority: int = 1,
        price_left_out: Millifen = 0,
        promises: Iterable[Promise] = (),
        pins: Iterable[Pin] = (),
        holds: Iterable[Hold] = (),
        errand: tuple[str, timedelta] | None = None,
        tools: Mapping[str, int] | None = None,
        unpopular: int = 0,
    ) -> str:
        """
        Add a visit and return its id.

        Either `length` and `skills` describe its only role, or `roles` lists several.
        """
        several = tuple(roles)
        if not several:
            several = (self.role("1", length or timedelta(), skills=skills),)
        self._visits[id] = Visit(
            id=id,
            place=place,
            client=client,
            roles=several,
            windows=tuple(Window(self.moment(a), self.moment(b)) for a, b in windows),
            preferred=preferred,
            grid=1 if grid is None else self.ticks(grid),
            priority=priority,
            price_left_out=price_left_out,
            promises=tuple(promises),
            pins=tuple(pins),
            holds=tuple(holds),
            errand=None if errand is None else Errand(errand[0], self.ticks(errand[1])),
            tools=tuple(ToolNeed(tool, count) for tool, count in (tools or {}).items()),
            unpopular=unpopular,
        )
        return id

    def affinity(self, worker: str, client: str, price: Millifen) -> None:
        """Price a worker for a client; negative is a gain."""
        self._lists["affinity"].append(Affinity(worker, client, price))

    def allow_only(self, client: str, workers: Iterable[str]) -> None:
        """Close the circle of workers of a client."""
        self._lists["allowed"].append(Allowed(client, tuple(workers)))

    def forbid(self, client: str, workers: Iterable[str]) -> None:
        """Keep workers from a client."""
        self._lists["forbidden"].append(Forbidden(client, tuple(workers)))

    def together(self, trainee: str, mentor: str) -> None:
        """Let a trainee work only beside a mentor."""
        self._lists["together"].append(Together(trainee, mentor))

    def apart(self, one: str, other: str) -> None:
        """Keep two people from meeting."""
        self._lists["apart"].append(Apart(one, other))

    def tool(self, id: str, count: int) -> None:  # noqa: A002 - the word of the schema
        """Add a scarce tool."""
        self._lists["tools"].append(Tool(id, count))

    def series(self, series: Series) -> None:
        """Add a series."""
        self._lists["series"].append(series)

    def rush(self, rush: Rush) -> None:
        """Add rush hours between two zones."""
        self._lists["rush"].append(rush)

    def weights(self, **weights: Any) -> None:
        """Set weights by the names of `rota.problem.Weights`."""
        self._weights = replace(self._weights, **weights)

    def problem(self) -> Problem:
        """
        Return the problem.

        :raises Refused: if it is not sound, naming every flaw
        """
        lists: dict[str, Any] = {name: tuple(items) for name, items in self._lists.items()}
        return Problem(
            horizon=self.horizon,
            now=self._now,
            places=tuple(self._places.values()),
            modes=tuple(self._modes.values()),
            workers=tuple(self._workers.values()),
            visits=tuple(self._visits.values()),
            weights=self._weights,
            **lists,
        )
