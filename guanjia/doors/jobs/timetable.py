"""What happens by the clock."""

import logging

from django.db import close_old_connections
from huey import crontab
from huey.api import Huey

from guanjia.doors.clock import now
from guanjia.doors.jobs import upkeep

logger = logging.getLogger(__name__)

EVERY_MINUTE = crontab(minute="*")
EVERY_HOUR = crontab(minute="25")
EVERY_NIGHT = crontab(hour="18", minute="10")
"""In UTC: ten past two in the morning in China."""
EVERY_MORNING = crontab(hour="0", minute="30")
"""In UTC: half past eight in the morning in China."""


def keep_up(works: tuple[upkeep.Upkeep, ...]) -> None:
    """Do each piece of upkeep; what goes wrong is written down and tried again by the clock."""
    for work in works:
        close_old_connections()
        try:
            work(now())
        except Exception:
            logger.exception("Upkeep %s failed; it will be tried again.", work.__name__)
    close_old_connections()


def install(queue: Huey) -> None:
    """Give the queue what happens by the clock; once a queue."""

    @queue.periodic_task(EVERY_MINUTE)
    def minute() -> None:
        keep_up(upkeep.EVERY_MINUTE)

    @queue.periodic_task(EVERY_HOUR)
    def hour() -> None:
        keep_up(upkeep.EVERY_HOUR)

    @queue.periodic_task(EVERY_NIGHT)
    def night() -> None:
        keep_up(upkeep.EVERY_NIGHT)

    @queue.periodic_task(EVERY_MORNING)
    def morning() -> None:
        keep_up(upkeep.EVERY_MORNING)
