"""The parts of a running house: started together, started anew when one ends, stopped together."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from guanjia.doors.processes import ending_with_us

SECONDS_TO_STOP = 10
RESTS = (1.0, 3.0, 10.0, 30.0)
"""Seconds of rest before each new start; a part that ends once more is not started any more."""
CALM = 600.0
"""Seconds after which an end is forgotten."""


@dataclass(slots=True)
class Part:
    """One process of the house, by the name that people know it by."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    ends: list[float] = field(default_factory=list)
    starts_at: float = 0.0


class Parts:
    """
    The processes that `guanjia run` has started.

    The system kills what takes too much memory; pages should not be gone then until somebody comes.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        rests: Sequence[float] = RESTS,
        calm: float = CALM,
    ) -> None:
        self._parts = [Part(name, command) for name, command in commands.items()]
        self._rests = rests
        self._calm = calm
        self._environment: Mapping[str, str] = {}

    def start(self, environment: Mapping[str, str]) -> None:
        """Start each of them."""
        self._environment = environment
        for part in self._parts:
            self._start(part)

    def is_whole(self) -> bool:
        """Test whether all of them are running."""
        return all(part.process and part.process.poll() is None for part in self._parts)

    def watch(self) -> int:
        """Start anew whatever ends, after a rest; return 1 once something ends again and again."""
        while True:
            for part in self._parts:
                if part.process is None:
                    if time.monotonic() >= part.starts_at:
                        self._start(part)
                elif part.process.poll() is not None and not self._rest(part):
                    return 1
            time.sleep(0.5 if self.is_whole() else 0.05)

    def stop(self) -> None:
        """End them, politely first."""
        processes = [part.process for part in self._parts if part.process]
        for kind in (signal.SIGTERM, signal.SIGKILL):
            running = [process for process in processes if process.poll() is None]
            for process in running:
                process.send_signal(kind)
            deadline = time.monotonic() + SECONDS_TO_STOP
            for process in running:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=max(0.1, deadline - time.monotonic()))

    def _start(self, part: Part) -> None:
        part.process = subprocess.Popen(ending_with_us(*part.command), env=self._environment)

    def _rest(self, part: Part) -> bool:
        """Say what ended, and let it rest before it is started anew; False if it is given up."""
        assert part.process
        at = time.monotonic()
        part.ends = [end for end in part.ends if at - end < self._calm] + [at]
        ended = _how_it_ended(part.name, part.process.returncode)
        part.process = None
        if len(part.ends) > len(self._rests):
            words = _(
                "%(ended)s It ended %(n)s times within %(minutes)s minutes and is not started any "
                "more; the house is closed. What is above says why, or the system's log."
            )
            said = {"ended": ended, "n": len(part.ends), "minutes": round(self._calm / 60)}
            print(words % said, file=sys.stderr, flush=True)
            return False
        rest = self._rests[len(part.ends) - 1]
        part.starts_at = at + rest
        words = _("%(ended)s It is started anew in %(n)s seconds.")
        print(words % {"ended": ended, "n": round(rest)}, file=sys.stderr, flush=True)
        return True


def _how_it_ended(name: str, code: int) -> str:
    if code < 0:
        return _("%(name)s was killed (signal %(n)s).") % {"name": name, "n": -code}
    return _("%(name)s ended with code %(n)s.") % {"name": name, "n": code}
