"""Solver runs, each in a child process with a limit: it can be stopped, and cannot take us along."""

import logging
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic

from guanjia.chapters.dispatch.commands import requeue_silent_runs
from guanjia.chapters.dispatch.models import SolverRun
from guanjia.doors.clock import now
from guanjia.doors.processes import ending_with_us
from guanjia.kernel.actors import house_actor

logger = logging.getLogger(__name__)
SOLVER = house_actor("solver", "dispatcher")

SECONDS_TO_REST = 30
"""After a run that failed without a word, so that a broken one is not begun every second."""
SECONDS_TO_SPARE = 120
"""Beyond the seconds that a run may think: to load the problem, compile once and write down."""


@dataclass
class Child:
    """A run that is being solved, and when it must be done, by the monotonic clock."""

    run_id: int
    process: subprocess.Popen[bytes]
    until: float


class Solving:
    """Solves queued runs one after the other; several machines solve several at a time."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.rests_until = 0.0

    def look(self) -> None:
        """Start the oldest queued run if none is being solved, and stop one that takes too long."""
        if self.child and self.child.process.poll() is not None:
            if self.child.process.returncode:
                logger.error(
                    "Run %s ended with code %s", self.child.run_id, self.child.process.returncode
                )
                self.rests_until = monotonic() + SECONDS_TO_REST
            self.child = None
        if self.child and monotonic() > self.child.until:
            logger.error("Run %s took too long and was stopped.", self.child.run_id)
            self.stop()
        if not self.child and monotonic() >= self.rests_until:
            self._begin()

    def _begin(self) -> None:
        requeue_silent_runs(actor=SOLVER, at=now())
        waiting = SolverRun.objects.filter(status="queued").order_by("asked_at", "id")
        found = waiting.values_list("id", "seconds").first()
        if not found:
            return
        run_id, seconds = found
        command = ending_with_us(sys.executable, "-m", "guanjia.doors.jobs.solver", str(run_id))
        self.child = Child(
            run_id, subprocess.Popen(command), monotonic() + seconds + SECONDS_TO_SPARE
        )

    def stop(self) -> None:
        """Stop the run that is being solved, if any; its row tells others to take it up again."""
        if not self.child:
            return
        self.child.process.terminate()
        try:
            self.child.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.child.process.kill()
            self.child.process.wait()
        self.child = None
