"""Branches."""

from django.db.models import QuerySet
from django.http import HttpRequest

from guanjia.chapters.org.models import Branch
from guanjia.chapters.org.policies import visible_branches
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Endpoints, many, shape

router = Endpoints(tags=["company"])
BranchOut = shape(
    Branch,
    "BranchOut",
    "id code name zone",
    about="A shop of the company and the zone of its clock.",
)


@router.reads("/branches", many(BranchOut))
def branches(request: HttpRequest) -> QuerySet[Branch]:
    """List the branches that the caller works in."""
    return visible_branches(caller(request)).order_by("id")
