"""Plugs the floors together when the house starts."""

from datetime import datetime

from django.apps import AppConfig
from django.conf import settings


class HouseConfig(AppConfig):
    """Lets facts that were committed wake the worker."""

    name = "guanjia.config"
    label = "house"

    def ready(self) -> None:
        """Wire the ledger's waker to the queue, if there is one."""
        if settings.QUEUE:
            from guanjia.ledger import wakeup

            wakeup.call(_call, asking=_ask)


def _call() -> None:
    # The queue's library takes a fifth of a second to load, which most commands never need.
    from guanjia.doors.jobs import queue

    queue.call()


def _ask() -> datetime | None:
    from guanjia.doors.jobs import queue

    return queue.ask()
