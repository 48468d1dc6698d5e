"""Call-backs."""

from django.http import HttpRequest
from ninja import Field, Query, Schema

from guanjia.chapters.relations import commands, queries
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Endpoints, Id, Text, Word, many, shape
from guanjia.doors.clock import now

router = Endpoints(tags=["relations"])
CallbackOut = shape(
    queries.CallbackCard,
    "CallbackOut",
    "id household_id display_name reason owner_id owner due_at tries status outcome",
    about="Somebody is to call this household by a time.",
)


class Which(Schema):
    """Which call-backs."""

    status: str = Field("due", max_length=16, pattern=r"^[a-z_]*$")


@router.reads("/callbacks", many(CallbackOut))
def callbacks(request: HttpRequest, which: Query[Which]) -> tuple[queries.CallbackCard, ...]:
    """List call-backs, the oldest promise first, 200 at most."""
    return queries.callbacks(actor=caller(request), status=which.status)


class OutcomeIn(Schema):
    """How the call ended and what was said."""

    outcome: Word = Field(
        description="satisfied, redo_agreed, change_agreed, complaint or not_reached"
    )
    words: Text = ""


@router.changes("/callbacks/{callback_id}/outcome", CallbackOut)
def settle(request: HttpRequest, callback_id: Id, outcome: OutcomeIn) -> queries.CallbackCard:
    """Record how the call ended. Answers 409 if that is recorded already."""
    actor = caller(request)
    commands.settle_callback(
        actor=actor,
        callback_id=callback_id,
        outcome=outcome.outcome,
        words=outcome.words,
        at=now(),
    )
    return queries.callback_card(actor=actor, callback_id=callback_id)
