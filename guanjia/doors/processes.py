"""
Processes that the house starts: they end when whoever started them ends, however it ended.

    python -m guanjia.doors.processes 4711 PROGRAM …   become PROGRAM, which ends with process 4711

A program that is killed cannot tell its children. So each child asks the system to be told: on
Linux by a signal at the death of its parent, elsewhere by looking every second.
"""

import ctypes
import os
import signal
import sys
import threading
import time
from contextlib import suppress

STARTED_BY = "GUANJIA_STARTED_BY"
"""The variable that names the process with which another, started by a program not ours, ends."""
PR_SET_PDEATHSIG = 1
SECONDS_BETWEEN_LOOKS = 1.0


def end_with(parent: int, *, by: signal.Signals = signal.SIGTERM) -> None:
    """
    Let this process be told to stop when its parent, the process `parent`, is gone.

    :param by: the signal; SIGKILL for one that may not hear another yet
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.prctl(PR_SET_PDEATHSIG, by, 0, 0, 0) == 0:
            # It may have gone before the system was asked.
            if os.getppid() != parent:
                os.kill(os.getpid(), by)
            return
    threading.Thread(target=_watch, args=[parent, by], daemon=True).start()


def _watch(parent: int, by: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), by)


def ending_with_us(*command: str) -> list[str]:
    """Return the command line of `command` as a child that ends with this process."""
    return [sys.executable, "-m", __name__, str(os.getpid()), *command]


if __name__ == "__main__":
    end_with(int(sys.argv[1]))
    for kind in (signal.SIGPIPE, signal.SIGXFSZ):  # Python hears neither; PROGRAM is to.
        signal.signal(kind, signal.SIG_DFL)
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  (the signal stays set, and so does the number)
