"""Call-backs."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from guanjia.chapters.relations import commands, queries
from guanjia.doors.api.bearer import READ, WRITE, caller, within
from guanjia.doors.api.shapes import REFUSALS, Id, Text, Word
from guanjia.doors.manners import now

router = Router(tags=["relations"])


class CallbackOut(Schema):
    """Somebody is to call this household by a time."""

    id: int
    household_id: int
    called: str
    reason: str
    owner_id: int
    owner: str
    due_at: datetime
    tries: int
    status: str
    outcome: str


class Which(Schema):
    """Which call-backs."""

    status: str = Field("due", max_length=16, pattern=r"^[a-z_]*$")


@router.get("/callbacks", response={200: list[CallbackOut]} | REFUSALS)
@within(READ)
def callbacks(request: HttpRequest, which: Query[Which]) -> list[CallbackOut]:
    """List call-backs, the oldest promise first, 200 at most."""
    rows = queries.callbacks(actor=caller(request), status=which.status)
    return [CallbackOut.from_orm(row) for row in rows]


class OutcomeIn(Schema):
    """How the call ended and what was said."""

    outcome: Word = Field(
        description="satisfied, redo_agreed, change_agreed, complaint or not_reached"
    )
    words: Text = ""


@router.put("/callbacks/{callback_id}/outcome", response={200: CallbackOut} | REFUSALS)
@within(WRITE)
def settle(request: HttpRequest, callback_id: Id, outcome: OutcomeIn) -> CallbackOut:
    """Record how the call ended. Answers 409 if that is recorded already."""
    actor = caller(request)
    commands.settle_callback(
        actor=actor,
        callback_id=callback_id,
        outcome=outcome.outcome,
        words=outcome.words,
        at=now(),
    )
    return CallbackOut.from_orm(queries.callback_card(actor=actor, callback_id=callback_id))
