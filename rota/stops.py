"""When to stop searching."""

import time
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Seconds:
    """Stop after so many seconds of wall time."""

    limit: float

    def __post_init__(self) -> None:
        _within(self.limit)


@dataclass(frozen=True, slots=True)
class Iterations:
    """
    Stop after so many iterations: the same plan on every run and machine, for one seed.

    `first_steps` replays a timed run that ended before its first plan stood: so many steps of an
    engine's construction and no more. None: the first plan is finished. `paces` replay a timed run
    of the core: the iterations made at each temperature, by thread.
    """

    limit: int
    first_steps: int | None = None
    paces: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise ValueError("a limit of iterations is 0 or more")


@dataclass(frozen=True, slots=True)
class NoGain:
    """Stop when nothing better has been found for so many seconds."""

    seconds: float

    def __post_init__(self) -> None:
        _within(self.seconds)


Stop = Seconds | Iterations | NoGain


def _within(seconds: float) -> None:
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError("a limit of seconds lies between 0 and a day")


class Clock:
    """Tells an engine when to stop, and how far it is."""

    def __init__(self, stop: Stop, cancelled: Callable[[], bool]) -> None:
        self.stop = stop
        self.cancelled = cancelled
        self.started = time.monotonic()
        self.gained = self.started

    def another(self, stop: Stop) -> "Clock":
        """Return a clock of the same kind, started now, for a part of the search."""
        return Clock(stop, self.cancelled)

    def seconds(self) -> float:
        """Return the seconds since the search began."""
        return time.monotonic() - self.started

    def gain(self) -> None:
        """Note that something better has been found."""
        self.gained = time.monotonic()

    def is_over(self, iterations: int) -> bool:
        """Test whether to stop now, having made `iterations`."""
        match self.stop:
            case Iterations(limit=limit):
                over = iterations >= limit
            case Seconds(limit=limit):
                over = self.seconds() >= limit
            case NoGain(seconds=seconds):
                over = time.monotonic() - self.gained >= seconds
        return over or self.cancelled()

    def fraction(self, iterations: int) -> float:
        """Return how much of the limit is used, 0 to 1; of NoGain, the current dry spell."""
        match self.stop:
            case Iterations(limit=limit):
                used = iterations / limit if limit else 1.0
            case Seconds(limit=limit):
                used = self.seconds() / limit if limit else 1.0
            case NoGain(seconds=seconds):
                used = (time.monotonic() - self.gained) / seconds if seconds else 1.0
        return min(1.0, used)
