"""What a worker's phone tells of a visit, perhaps late and perhaps more than once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.fieldwork import policies
from guanjia.chapters.fieldwork.facts import PhoneClockOff
from guanjia.kernel.actors import Actor
from guanjia.ledger import receipts
from guanjia.ledger.receipts import Sending
from guanjia.ledger.record import record

MINUTE = timedelta(minutes=1)


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

    That the phone's clock is far from ours is recorded once for each assignment.

    :param about: which act of this assignment it is, such as "arrival" or "step/12"
    :param act: does it, given when it happened by our clock
    :raises NotAllowed: if the actor is not the one who was sent
    :raises Invalid: if the key was used for another act of this assignment
    """
    assignment = policies.visible_assignments(actor).select_related("visit").get(id=assignment_id)
    actor = policies.may_work(actor, assignment).let(actor)

    def note_clock(ahead: int) -> None:
        fact = PhoneClockOff(
            assignment_id=assignment.pk,
            visit_id=assignment.visit_id,
            worker_id=assignment.worker_id,
            minutes=abs(round(timedelta(seconds=ahead) / MINUTE)),
            is_ahead=ahead > 0,
        )
        record(fact, assignment, assignment.visit, actor=actor, at=at)

    return receipts.once(
        assignment, about=about, sending=sending, act=act, clock_is_off=note_clock, at=at
    )
