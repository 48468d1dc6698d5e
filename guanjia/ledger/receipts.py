"""What a phone tells, perhaps late and perhaps more than once: done once, on our clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from guanjia.kernel.clock import by_our_clock
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.models import Receipt
from guanjia.ledger.record import noun_of


@dataclass(frozen=True, slots=True)
class Sending:
    """
    How an act came from a phone.

    :param key: the phone's own name for the act; "" if it gave none, and then nothing is compared
    :param happened_at: when it happened, by the phone's clock; None if it does not say
    :param sent_at: when the phone sent it, by the same clock; None if it does not say
    """

    key: str = ""
    happened_at: datetime | None = None
    sent_at: datetime | None = None


@transaction.atomic(savepoint=False)
def once(
    row: Any,
    *,
    about: str,
    sending: Sending,
    act: Callable[[datetime], object],
    at: datetime,
    clock_is_off: Callable[[int], object] | None = None,
) -> bool:
    """
    Do what a phone tells of a row, unless it has been done under the same key; return whether it was.

    An act that is refused leaves nothing behind and may be sent again. If the phone's clock is far
    from ours, times are put on our clock. Three statements beside those of the act.

    :param about: which act upon this row it is, such as "arrival" or "step/12"
    :param act: does it, given when it happened by our clock
    :param clock_is_off: told once for each row by how many seconds the phone's clock runs ahead
    :raises Invalid: if the key was used for another act upon this row
    """
    happened_at, ahead = by_our_clock(
        sending.happened_at or sending.sent_at or at, sent_at=sending.sent_at, at=at
    )
    receipts = Receipt.objects.filter(noun=noun_of(row), object_id=row.pk)
    if sending.key:
        try:
            with transaction.atomic():
                Receipt.objects.create(
                    noun=noun_of(row),
                    object_id=row.pk,
                    key=sending.key,
                    about=about,
                    clock_off_seconds=ahead,
                    received_at=at,
                )
        except IntegrityError:
            if receipts.get(key=sending.key).about != about:
                raise Invalid(
                    _("This was sent under the key of something else."), field="key"
                ) from None
            return False
    if (
        clock_is_off
        and ahead
        and not receipts.exclude(key=sending.key).exclude(clock_off_seconds=0).exists()
    ):
        clock_is_off(ahead)
    act(happened_at)
    return True
