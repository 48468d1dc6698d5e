"""Rights that one process at a time holds, such as to deliver."""

from datetime import datetime, timedelta

from django.db.models import Q

from guanjia.kernel.clock import SET_BACK
from guanjia.ledger.models import Lease

LEASE = timedelta(seconds=10)
DELIVERING = "delivery"
"""The name of the right to deliver."""


def take_lease(name: str, *, holder: str, at: datetime, length: timedelta = LEASE) -> bool:
    """
    Take or renew the right `name` for `length`; one holder at a time has it.

    One that ends later than any lease taken by this clock could was taken before the clock was set
    back: it is free. Two SQL statements at most.
    """
    of_another_time = Q(until__gt=at + length + SET_BACK)
    free = Q(until=None) | Q(until__lte=at) | of_another_time | Q(holder=holder)
    Lease.objects.get_or_create(name=name)
    return bool(Lease.objects.filter(free, name=name).update(holder=holder, until=at + length))


def release_lease(name: str, *, holder: str) -> None:
    """Give the right back, so that the next process need not wait for its end."""
    Lease.objects.filter(name=name, holder=holder).update(holder="", until=None)
