"""
The worker: one process that hands on facts, sends messages, solves rosters and keeps the timetable.

It may be started on many machines. Facts are delivered by whichever holds the lease; everything
else is claimed row by row. It may be killed at any moment: what it was doing is still a row.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from time import monotonic
from types import FrameType

from django.db import DatabaseError, close_old_connections
from huey.api import Huey
from huey.consumer import Consumer

from guanjia.doors.clock import now
from guanjia.doors.jobs.queue import is_still, queue, woken
from guanjia.doors.jobs.solving import Solving
from guanjia.doors.jobs.timetable import install
from guanjia.flow.delivery import deliver
from guanjia.flow.leases import DELIVERING, release_lease, take_lease
from guanjia.outbound.commands import send_due

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_DOUBTS = 5.0
"""How often it is asked whether the queue is sound."""
BATCH = 50


def own_name() -> str:
    """Return a name under which this process holds a lease."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


def hand_on(holder: str, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Deliver everything that is pending, if the lease can be had; return the effects."""
    effects = 0
    while not is_stopping() and take_lease(DELIVERING, holder=holder, at=now()):
        had = deliver(at=now(), limit=BATCH)
        effects += had
        if not had:
            break
    return effects


class Worker:
    """Looks every second, or when called, for what there is to do, until it is told to stop."""

    def __init__(self) -> None:
        self.holder = own_name()
        self.stopping = threading.Event()
        self.solving = Solving()
        self.consumer: Consumer | None = None
        self.timed: Huey | None = None
        self.listens_until = 0.0
        self.is_without_queue = False
        self.trouble = ""

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then finish what is in hand and give the lease back."""
        self._listen()
        logger.info("Worker %s is at work.", self.holder)
        try:
            while not self.stopping.is_set():
                self.look()
                self._listen_on()
                woken.wait(SECONDS_BETWEEN_LOOKS)
                woken.clear()
        finally:
            if self.consumer:
                self.consumer.stop(graceful=True)
            self.solving.stop()
            self._give_back()
        logger.info("Worker %s has stopped.", self.holder)

    def _listen(self) -> None:
        """Listen to the queue; one that does not answer is tried again, and missed by nobody."""
        self.listens_until = monotonic() + SECONDS_BETWEEN_DOUBTS
        try:
            self.consumer = self._timed_queue().create_consumer(
                workers=1,
                periodic=True,
                initial_delay=0.05,
                max_delay=0.5,
                check_worker_health=False,
            )
            self.consumer.start()
            self.is_without_queue = False
        except ValueError:
            raise
        except Exception:
            self.consumer = None
            if not self.is_without_queue:
                logger.exception("The queue does not answer; looking every second without it.")
            self.is_without_queue = True
        # Whoever consumes the queue takes the signals; they are for us.
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._stop)

    def _timed_queue(self) -> Huey:
        """Return the queue, with the timetable: only whoever works keeps it, and each queue once."""
        made = queue()
        if made is not self.timed:
            install(made)
            self.timed = made
        return made

    def _listen_on(self) -> None:
        """Look from time to time whether the queue is still there and sound; begin anew if not."""
        if monotonic() < self.listens_until:
            return
        self.listens_until = monotonic() + SECONDS_BETWEEN_DOUBTS
        if self.consumer and self._is_sound(self.consumer):
            return
        if self.consumer:
            self.consumer.stop_flag.set()
        self._listen()

    def _is_sound(self, consumer: Consumer) -> bool:
        try:
            return is_still(consumer.huey)
        except Exception:
            return False  # It cannot even be opened: whoever listens anew says so.

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping.set()
        woken.set()

    def look(self) -> None:
        """Do once whatever there is to do; a database that does not answer is asked again later."""
        close_old_connections()
        try:
            hand_on(self.holder, self.stopping.is_set)
            send_due(at=now())
            self.solving.look()
        except DatabaseError as error:
            self._note(error, "The database did not answer; trying again each second.")
        except Exception as error:
            self._note(error, "Something went wrong; trying again each second.")
        else:
            if self.trouble:
                logger.warning("The worker goes on; what was in its way is over.")
            self.trouble = ""
        close_old_connections()

    def _note(self, error: Exception, words: str) -> None:
        """Log what went wrong, once for as long as it is the same: a full disk may hold the log, too."""
        trouble = f"{type(error).__name__}: {error}"
        if trouble != self.trouble:
            logger.error(words, exc_info=error)
        self.trouble = trouble

    def _give_back(self) -> None:
        try:
            release_lease(DELIVERING, holder=self.holder)
        except DatabaseError:
            logger.warning("The lease could not be given back; it ends by itself.")
