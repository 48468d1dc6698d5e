"""The few use cases that change two chapters at once: all of it in one transaction, or nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.commands import Heard, note_wish
from guanjia.chapters.dossier.commands.heard import NOTHING_HEARD
from guanjia.flow.delivery import REACTIONS
from guanjia.flow.handoffs.table import TABLE
from guanjia.flow.overviews.erasing import what_stands_against
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.ledger.models import Event, Pending

Promised = TypeVar("Promised")
LATELY = timedelta(days=2)


@transaction.atomic
def take_call_of_household(
    *,
    actor: Actor,
    household_id: int,
    wish: str,
    promise: Callable[[], Promised],
    at: datetime,
    heard: Heard = NOTHING_HEARD,
) -> Promised:
    """
    Promise a household that we know what its call is about, and note what it says by the way.

    Pressing twice notes once: what it has said in the same words before stands already.

    :param wish: in their words; "" if they wish for nothing else
    :param heard: times, language, pets and diets that it speaks of
    :param promise: books the order or the appointment, by one command
    :raises Refusal: as that command does; then nothing is noted either
    """
    promised = promise()
    if wish.strip():
        note_wish(actor=actor, household_id=household_id, text=wish, at=at)
    dossier.note_heard(actor=actor, household_id=household_id, heard=heard, at=at)
    return promised


@transaction.atomic
def confirm_erasure(*, actor: Actor, household_id: int, at: datetime) -> bool:
    """
    Confirm that a household is forgotten; return whether it is already, since its time had come.

    :raises NotAllowed: unless the actor answers for the branch
    :raises Conflict: if something is not over yet, or nobody asks for it any more
    """
    dossier.lock_household(household_id)
    dossier.confirm_erasure(actor=actor, household_id=household_id, at=at)
    opposed = len(what_stands_against(household_id))
    if opposed:
        raise Conflict(
            _(
                "Something is not over yet for this household. It is erased once all of that has ended."
            )
        )
    if _awaits_something(household_id):
        return False
    return dossier.carry_out_erasure(actor=actor, household_id=household_id, opposed=0, at=at)


def _awaits_something(household_id: int) -> bool:
    """Test whether a fact of the household is not handed on yet: what follows from it needs to know who."""
    waiting = Pending.objects.filter(event__case=f"household/{household_id}")
    return waiting.filter(event__kind__in=tuple(REACTIONS)).exists()


@transaction.atomic
def erase_if_due(*, actor: Actor, household_id: int, at: datetime) -> bool:
    """Forget a household whose erasure is confirmed and due, unless something is not over; tell whether."""
    dossier.lock_household(household_id)
    if _awaits_something(household_id):
        return False
    opposed = len(what_stands_against(household_id))
    return dossier.carry_out_erasure(actor=actor, household_id=household_id, opposed=opposed, at=at)


def forget_what_slipped_in(*, at: datetime) -> None:
    """
    Let every chapter forget once more who was erased lately: what somebody was about to write at that
    very moment has arrived since.
    """
    lately = Event.objects.filter(kind="household.erased", occurred_at__gt=at - LATELY)
    for event in lately.order_by("id"):
        with transaction.atomic():
            for reaction in TABLE["household.erased"]:
                reaction(event, at)
