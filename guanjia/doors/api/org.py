"""Branches."""

from django.http import HttpRequest
from ninja import Router, Schema

from guanjia.chapters.org.policies import visible_branches
from guanjia.doors.api.bearer import READ, caller, within
from guanjia.doors.api.shapes import REFUSALS

router = Router(tags=["company"])


class BranchOut(Schema):
    """A shop of the company and the zone of its clock."""

    id: int
    code: str
    name: str
    zone: str


@router.get("/branches", response={200: list[BranchOut]} | REFUSALS)
@within(READ)
def branches(request: HttpRequest) -> list[BranchOut]:
    """List the branches that the caller works in."""
    rows = visible_branches(caller(request)).order_by("id")
    return [BranchOut.from_orm(row) for row in rows]
