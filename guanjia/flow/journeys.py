"""The few use cases that change two chapters at once: all of it in one transaction, or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from guanjia.chapters.dossier.commands import note_wish
from guanjia.kernel.actors import Actor

Promised = TypeVar("Promised")


@transaction.atomic
def take_call_of_household(
    *, actor: Actor, household_id: int, wish: str, promise: Callable[[], Promised], at: datetime
) -> Promised:
    """
    Promise a household that we know what its call is about, and note what it says it would like.

    Pressing twice notes once: what it has said in the same words before stands already.

    :param wish: in their words; "" if they wish for nothing else
    :param promise: books the order or the appointment, by one command
    :raises Refusal: as that command does; then nothing is noted either
    """
    promised = promise()
    if wish.strip():
        note_wish(actor=actor, household_id=household_id, text=wish, at=at)
    return promised
