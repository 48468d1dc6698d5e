"""What a phone tells, perhaps late and perhaps more than once: done once, on our clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.facts import PhoneClockOff
from guanjia.chapters.fieldwork.models import Receipt
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record
from guanjia.store.ours import ours

MINUTE = timedelta(minutes=1)


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


@transaction.atomic
def once(
    *,
    actor: Actor,
    assignment_id: int,
    about: str,
    sending: Sending,
    act: Callable[[datetime], object],
    at: datetime,
) -> bool:
    """
    Do what a phone tells, unless it has been done under the same key; return whether it was done.

    An act that is refused leaves nothing behind and may be sent again. If the phone's clock is far
    from ours, times are put on our clock, and that this was necessary is recorded once for each
    assignment. Three statements beside those of the act.

    :param about: which act of this assignment it is, such as "arrival" or "step/12"
    :param act: does it, given when it happened by our clock
    :raises NotAllowed: if the actor is not the one who was sent
    :raises Invalid: if the key was used for another act of this assignment
    """
    assignment = policies.visible_assignments(actor).select_related("visit").get(id=assignment_id)
    actor = policies.may_work(actor, assignment).let(actor)
    happened_at, ahead = rules.by_our_clock(
        sending.happened_at or sending.sent_at or at, sent_at=sending.sent_at, at=at
    )
    if sending.key and not _is_new(assignment, about, sending.key, ahead, at):
        return False
    if ahead and not _is_noted(assignment, sending.key):
        fact = PhoneClockOff(
            assignment_id=assignment.pk,
            visit_id=assignment.visit_id,
            worker_id=assignment.worker_id,
            minutes=abs(round(timedelta(seconds=ahead) / MINUTE)),
            is_ahead=ahead > 0,
        )
        record(fact, assignment, assignment.visit, actor=actor, at=at)
    act(happened_at)
    return True


def _is_noted(assignment: Assignment, key: str) -> bool:
    """Test whether an earlier act of this assignment has shown already that the clock is off."""
    earlier = Receipt.objects.filter(assignment=assignment).exclude(key=key)
    return earlier.exclude(clock_off_seconds=0).exists()


def _is_new(assignment: Assignment, about: str, key: str, ahead: int, at: datetime) -> bool:
    """Keep the receipt of an act; False if there is one already."""
    try:
        with transaction.atomic():
            Receipt.objects.create(
                assignment=assignment,
                key=key,
                about=about,
                clock_off_seconds=ahead,
                received_at=at,
            )
    except IntegrityError:
        before = ours(Receipt.objects.all(), assignment=assignment, key=key)
        if before.about != about:
            raise Invalid(
                _("This was sent under the key of something else."), field="key"
            ) from None
        return False
    return True
