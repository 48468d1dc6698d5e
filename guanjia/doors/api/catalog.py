"""The service catalogue."""

from django.http import HttpRequest
from ninja import Field, Router, Schema

from guanjia.chapters.catalog import queries
from guanjia.doors.api.bearer import READ, caller, within
from guanjia.doors.api.shapes import REFUSALS

router = Router(tags=["catalogue"])


class ServiceOut(Schema):
    """One line of the catalogue."""

    id: int
    code: str
    name: str
    category: str
    price_model: str = Field(description="hour, visit, area, month or term")
    price_fen: int = Field(description="For one unit of the price model, in fen.")
    usual_minutes: int
    least_minutes: int
    people: int


@router.get("/services", response={200: list[ServiceOut]} | REFUSALS)
@within(READ)
def services(request: HttpRequest) -> list[ServiceOut]:
    """List what the company offers."""
    return [ServiceOut.from_orm(row) for row in queries.offered_services(caller(request))]
