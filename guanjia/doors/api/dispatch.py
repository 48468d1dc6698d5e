"""Visits."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema, Status
from pydantic import TypeAdapter

from guanjia.chapters.dispatch import commands, queries
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Day, Endpoints, Id, Word, many, shape
from guanjia.doors.clock import now

router = Endpoints(tags=["visits"])
VisitOut = shape(
    queries.DayVisit,
    "VisitOut",
    "id status household_id household district service window_start window_end starts_at ends_at "
    "minutes people workers",
    about="A visit of a day, and who goes.",
)

LINES = TypeAdapter(tuple[queries.DayVisit, ...])
"""Writes the rows of the query as they are; the fuzzer holds them against `VisitOut`."""


class Which(Schema):
    """Which day of which branch."""

    branch_id: Id
    on: Day


@router.reads("/visits", many(VisitOut))
def visits(request: HttpRequest, which: Query[Which]) -> HttpResponse:
    """List the visits of a branch's day, in the order in which they begin."""
    rows = queries.day_visits(actor=caller(request), branch_id=which.branch_id, on=which.on)
    # A dispatcher's day is long and asked for often: one pass over plain rows, no model for each.
    return HttpResponse(LINES.dump_json(rows), content_type="application/json; charset=utf-8")


class CancellationIn(Schema):
    """Why the visit is cancelled, and whether the client asked for it."""

    reason: Word
    by_client: bool = False


@router.changes("/visits/{visit_id}/cancellation", None)
def cancel(request: HttpRequest, visit_id: Id, cancellation: CancellationIn) -> Status[None]:
    """Cancel a visit. Answers 409 if it has begun or is over."""
    commands.cancel_visit(
        actor=caller(request),
        visit_id=visit_id,
        reason=cancellation.reason,
        by_client=cancellation.by_client,
        at=now(),
    )
    return Status(204, None)
