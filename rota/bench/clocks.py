"""Whose seconds a benchmark counts: the wall's, or the processor's where others use it too."""

import time
from collections.abc import Callable

from rota.stops import Clock, Seconds, Stop

READINGS: dict[str, Callable[[], float]] = {
    "wall": time.perf_counter,
    "processor": time.process_time,
}


class ProcessorClock(Clock):
    """A clock that counts this process's processor time."""

    def __init__(self, stop: Stop, cancelled: Callable[[], bool] = lambda: False) -> None:
        super().__init__(stop, cancelled)
        self.began = time.process_time()

    def another(self, stop: Stop) -> "ProcessorClock":
        """Return a clock of the same kind, started now, for a part of the search."""
        return ProcessorClock(stop, self.cancelled)

    def seconds(self) -> float:
        """Return the processor seconds since the search began."""
        return time.process_time() - self.began


def make_clock(kind: str, seconds: float) -> Clock:
    """Return a clock of that kind, started now. :raises KeyError: if there is no such kind"""
    kinds: dict[str, Callable[[], Clock]] = {
        "wall": lambda: Clock(Seconds(seconds), lambda: False),
        "processor": lambda: ProcessorClock(Seconds(seconds)),
    }
    return kinds[kind]()
