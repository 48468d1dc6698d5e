"""The plan on paper: A4, with a place for the seal, page numbers, and a way back to the living one."""

from base64 import b64encode
from datetime import timedelta

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guanjia.chapters.planning import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.files import hand_out
from guanjia.doors.web import formatting
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.planning import labels
from guanjia.vault.files import Opened

STYLES = ("css/tokens.css", "css/parts.css", "css/paper.css")


@require_safe
def paper(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand out a version as PDF; about a second."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    actor, at = actor_of(request), now()
    plan = queries.plan_record(
        actor, version_id, today=local_today(at), language=get_language() or ""
    )
    commands.note_contract_read(actor=actor, plan=plan, at=at)
    drawing = commands.open_signature(actor=actor, plan=plan, at=at)
    html = render_to_string(
        "planning/paper.html",
        {
            "plan": plan,
            "lines": [labels.line_row(line) for line in plan.lines],
            "payment": dict(labels.PAYMENTS).get(plan.payment, ""),
            "page_address": request.build_absolute_uri(
                reverse("planning:answer", args=[version_id])
            ),
            "printed": formatting.dated(at),
            "drawing": _as_address(drawing) if drawing else "",
            "last_day": formatting.dated(plan.ends_on - timedelta(days=1)) if plan.ends_on else "",
        },
        request=request,
    )
    styles = [CSS(filename=str(finders.find(name))) for name in STYLES]
    only_the_page = URLFetcher(allowed_protocols=("data",))
    content = HTML(string=html, url_fetcher=only_the_page).write_pdf(stylesheets=styles)
    return hand_out(Opened(content, "application/pdf"), name=f"{plan.code}-{plan.number}")


def _as_address(picture: Opened) -> str:
    """Return a picture as an address that holds it, so that nothing has to be fetched."""
    return f"data:{picture.media_type};base64,{b64encode(picture.content).decode()}"
