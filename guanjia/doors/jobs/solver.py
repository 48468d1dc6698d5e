"""
The child process in which one solver run is worked out: `python -m guanjia.doors.jobs.solver 7`.

It claims the run, shows by a heartbeat that it lives, and writes the proposals down. If it is
killed, the run is taken up again by whoever looks next.
"""

import os
import sys

from guanjia.kernel.letters import speak_plainly


def main(run_id: int) -> None:
    """Solve one run."""
    speak_plainly(sys.stdout, sys.stderr)
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.local")
    django.setup()

    from guanjia.chapters.dispatch.commands import solve_run
    from guanjia.doors.clock import now
    from guanjia.kernel.actors import house_actor

    solve_run(actor=house_actor("solver", "dispatcher"), run_id=run_id, clock=now)


if __name__ == "__main__":
    main(int(sys.argv[1]))
