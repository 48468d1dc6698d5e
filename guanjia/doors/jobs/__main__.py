"""The worker as a program: `python -m guanjia.doors.jobs`, or `guanjia work`."""

import os
import sys

from guanjia.kernel.letters import speak_plainly


def main() -> None:
    """Load the settings and work until told to stop."""
    speak_plainly(sys.stdout, sys.stderr)
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.local")
    django.setup()

    from guanjia.doors.jobs.worker import Worker
    from guanjia.doors.terminal import speak_as_asked

    speak_as_asked()
    from guanjia.doors.key_file import why_not_with_these_keys_for_life
    from guanjia.doors.wellbeing import why_not_to_start

    if problem := why_not_to_start() or why_not_with_these_keys_for_life():
        sys.exit(problem)
    Worker().run()


if __name__ == "__main__":
    main()
