"""What we keep of a household, why, how long, and whom to ask: for anybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from guanjia.chapters.dossier.rules import ERASURE_FIGURES
from guanjia.chapters.org.queries import figures, numbers_to_call, privacy_notices
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms.inputs import local_today


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """
    Show the notice that holds, or an earlier one that `number` asks for.

    Until the company has published words of its own, the page says what the program itself keeps.
    """
    actor_of(request)
    published = privacy_notices()
    asked = request.GET.get("number", "")
    shown = next((one for one in published if not asked or str(one.number) == asked), None)
    if asked and shown is None:
        raise Http404
    found = figures(ERASURE_FIGURES, branch_id=None, on=local_today(now()))
    wait_days, kept_years = (int(found[key]) for key in ERASURE_FIGURES)
    return page(
        request,
        "home/privacy.html",
        notice=shown,
        earlier=[one for one in published if one != shown],
        wait_days=wait_days,
        kept_years=kept_years,
        numbers=numbers_to_call(),
    )
