"""Single orders, and the household's answer to a plan."""

from django.http import HttpRequest
from ninja import Field, Schema, Status

from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.chapters.planning.policies import visible_versions
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Endpoints, Id, Key, Moment, Text, Word, shape
from guanjia.doors.clock import now

router = Endpoints(tags=["plans and orders"])


class OrderIn(Schema):
    """A service wanted once."""

    household_id: Id
    home_id: Id
    service_id: Id
    starts_at: Moment = Field(description="The earliest start, with a zone.")
    key: Key = Field(description="The caller's own; the same key twice is one order.")
    minutes: int | None = Field(None, ge=1, le=1440, description="The service's usual, if absent.")
    note: Text = ""
    agreed_price_fen: int | None = Field(
        None, ge=0, le=10**9, description="What the client was told; refused if it has changed."
    )
    despite_said: bool = Field(
        False, description="They agree to a time at which they let nobody in else."
    )


OrderOut = shape(
    Order,
    "OrderOut",
    "id code status starts_at minutes people price_fen",
    about="An order and its price.",
)


@router.creates("/orders", OrderOut)
def book_order(request: HttpRequest, order: OrderIn) -> Status[Order]:
    """Book one service once; a visit to staff follows within seconds."""
    booked = commands.book_order(actor=caller(request), at=now(), **order.dict())
    return Status(201, booked)


class CancellationIn(Schema):
    """Why the order is cancelled."""

    reason: Word = Field(description="client, company, weather, mistake or other")


@router.changes("/orders/{order_id}/cancellation", OrderOut)
def cancel_order(request: HttpRequest, order_id: Id, cancellation: CancellationIn) -> Order:
    """Cancel an order. Answers 409 if it is over or cancelled already."""
    return commands.cancel_order(
        actor=caller(request), order_id=order_id, reason=cancellation.reason, at=now()
    )


PlanOut = shape(
    PlanVersion,
    "PlanOut",
    "id plan_id number status starts_on ends_on monthly_fee_fen",
    monthly_fee_fen="The flat monthly fee, in fen.",
    about="A version of a plan.",
)


class AcceptanceIn(Schema):
    """The household's yes."""

    number: int = Field(ge=1, le=10_000, description="The number of the version that was read.")
    signed_name: Word


@router.reads("/plans/{version_id}", PlanOut)
def plan(request: HttpRequest, version_id: Id) -> PlanVersion:
    """Show one version of a plan."""
    return visible_versions(caller(request)).get(id=version_id)


@router.changes("/plans/{version_id}/acceptance", PlanOut)
def accept_plan(request: HttpRequest, version_id: Id, acceptance: AcceptanceIn) -> PlanVersion:
    """
    Accept a version on offer, for the household.

    Only a token of who decides for the household may: such a token is made by that person, after
    a fresh code or password, and so speaks for them as a signature does. Tokens of staff and of
    relatives are answered with 403; a household without a token signs on its phone, or on paper,
    which a second member of staff confirms. Answers 409 if the version is outdated or no longer
    on offer.
    """
    return commands.accept_plan(
        actor=caller(request),
        version_id=version_id,
        number=acceptance.number,
        signed_name=acceptance.signed_name,
        signature=None,
        at=now(),
    )
