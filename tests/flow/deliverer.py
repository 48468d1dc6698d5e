"""
A deliverer that can be killed, as a program of its own for test_killed_in_the_middle.

It loads Django once and then, for each number read, forks a process that delivers everything that
is pending; it says which process that is and then how it ended.
"""

import os
import sys
import traceback
from datetime import timedelta


def run(number: int) -> None:
    """Deliver and send until nothing is left; each round begins when the last one's lease is over."""
    from guanjia.flow.delivery import deliver
    from guanjia.flow.leases import take_lease
    from guanjia.outbound.commands import send_due
    from tests.flow.echoes import TABLE
    from tests.world.company import MONDAY_9

    at = MONDAY_9 + timedelta(hours=number)
    while take_lease("delivery", holder=f"deliverer-{number}", at=at):
        if not deliver(at=at, limit=7, table=TABLE) + send_due(at=at, limit=7):
            break


def main() -> None:
    """Fork a deliverer for each number read."""
    import django

    django.setup()
    import tests.flow.echoes  # noqa: F401  (loaded once, before the first fork)

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                run(int(line))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _say(child)
        _pid, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
