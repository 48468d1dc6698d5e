"""What of assessing opens and works without network: in a cellar, in a village."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from guanjia.chapters.assessment import commands
from guanjia.doors.web.offline import OfflinePages

ASSESSMENTS = OfflinePages(
    noun="assessment",
    once=commands.once,
    service_worker="assessment:service_worker",
    away="assessment:away",
    kept=r"^\d+/(?!end/|result/|reopening/)[\w-]+/$",
)


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the steps of an assessment."""
    return ASSESSMENTS.answer_script(request)


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Show what the phone shows instead of a page that it has not kept."""
    return ASSESSMENTS.answer_away(request)
