"""What the service achieved."""

from django.http import HttpRequest
from ninja import Field, Query, Schema

from guanjia.chapters.evaluation import queries
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Day, Endpoints, Id
from guanjia.doors.clock import now
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

router = Endpoints(tags=["evaluation"])
LONGEST_DAYS = 800


class Which(Schema):
    """Which visits: a half-open period of days, of one branch, household or worker, or of all."""

    first: Day
    until: Day
    branch_id: Id | None = None
    household_id: Id | None = None
    worker_id: Id | None = None


class IndicatorOut(Schema):
    """A rate, counted from `n` visits; `share` is null where there was nothing to count."""

    code: str
    yes: int
    n: int
    share: float | None = Field(description="From 0 to 1.")
    target: float | None = Field(description="The accepted plan's, from 0 to 1.")


class EvaluationOut(Schema):
    """All indicators of the visits asked for."""

    visits: int
    tolerance_minutes: int
    continuity: float | None
    indicators: list[IndicatorOut]


@router.reads("/evaluation", EvaluationOut)
def evaluation(request: HttpRequest, which: Query[Which]) -> EvaluationOut:
    """Count every indicator from its visits."""
    if which.until <= which.first or (which.until - which.first).days > LONGEST_DAYS:
        raise Invalid(_("Please ask for a period of one to 800 days."), field="until")
    found = queries.evaluation(actor=caller(request), scope=queries.Scope(**which.dict()), at=now())
    return EvaluationOut(
        visits=found.visits,
        tolerance_minutes=found.tolerance_minutes,
        continuity=found.continuity,
        indicators=[
            IndicatorOut(
                code=indicator.code,
                yes=indicator.rate.yes,
                n=indicator.rate.n,
                share=indicator.rate.share,
                target=indicator.target,
            )
            for indicator in found.indicators
        ],
    )
