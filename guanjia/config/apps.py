"""Plugs the floors together when the house starts."""

from django.apps import AppConfig
from django.conf import settings


class HouseConfig(AppConfig):
    """Lets facts that were committed wake the worker."""

    name = "guanjia.config"
    label = "house"

    def ready(self) -> None:
        """Wire the ledger's waker to the queue, if there is one."""
        if settings.QUEUE:
            from guanjia.doors.jobs import queue
            from guanjia.ledger import wakeup

            wakeup.call(queue.call, asking=queue.ask)
