"""The family's phone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from guanjia.doors.manners import actor_of, now, page
from guanjia.flow.overviews.client_home import client_home


def _shown(request: HttpRequest, template: str) -> HttpResponse:
    return page(request, template, home=client_home(actor=actor_of(request), at=now()))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the family, what comes next and what is agreed."""
    return _shown(request, "home/home.html")


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Show the visits ahead and those that were."""
    return _shown(request, "home/visits.html")


@require_GET
def contact(request: HttpRequest) -> HttpResponse:
    """Show whom the family speaks with."""
    return _shown(request, "home/contact.html")
