"""The service catalogue."""

from django.http import HttpRequest

from guanjia.chapters.catalog import queries
from guanjia.doors.api.bearer import caller
from guanjia.doors.api.shapes import Endpoints, many, shape

router = Endpoints(tags=["catalogue"])
ServiceOut = shape(
    queries.Service,
    "ServiceOut",
    "id code name category price_model price_fen usual_minutes least_minutes people",
    price_model="hour, visit, area, month or term",
    price_fen="For one unit of the price model, in fen.",
    about="One line of the catalogue.",
)


@router.reads("/services", many(ServiceOut))
def services(request: HttpRequest) -> tuple[queries.Service, ...]:
    """List what the company offers."""
    return queries.offered_services(caller(request))
