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


def end_with(parent: int) -> None:
    """Let this process be asked to stop (SIGTERM) when its parent, the process `parent`, is gone."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) == 0:
            # It may have gone before the system was asked.
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)
            return
    threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)


def ending_with_us(*command: str) -> list[str]:
    """Return the command line of `command` as a child that ends with this process."""
    return [sys.executable, "-m", __name__, str(os.getpid()), *command]


if __name__ == "__main__":
    end_with(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  (the signal stays set, and so does the number)
