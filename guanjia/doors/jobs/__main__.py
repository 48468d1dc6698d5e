"""The worker as a program: `python -m guanjia.doors.jobs`, or `guanjia work`."""

import os


def main() -> None:
    """Load the settings and work until told to stop."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.local")
    django.setup()

    from guanjia.doors.jobs.worker import Worker

    Worker().run()


if __name__ == "__main__":
    main()
