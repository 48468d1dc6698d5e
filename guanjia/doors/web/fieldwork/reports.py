"""The worker's phone: telling that something went wrong."""

import uuid
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.fieldwork import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.fieldwork.forms import GRAVITY, INCIDENTS, IncidentForm
from guanjia.doors.web.fieldwork.labels import reading_of
from guanjia.doors.web.fieldwork.phones import VISITS
from guanjia.doors.web.forms import posted, submit, to, uploaded
from guanjia.doors.web.reading import row_id
from guanjia.kernel.errors import Refusal
from guanjia.vault.commands import keeping


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Report that something went wrong."""
    actor = actor_of(request)
    sheet = queries.own_sheet(actor=actor, assignment_id=assignment_id)
    initial = {"key": uuid.uuid4().hex, **_about(request, sheet)}
    form = IncidentForm(posted(request), uploaded(request), initial=initial)
    sent = submit(
        request,
        form,
        lambda _told: _report(request, assignment_id, form),
        onward=to("fieldwork:reported", assignment_id),
        page_says=Refusal,
    )
    return sent.answer or page(
        request,
        "fieldwork/incident.html",
        status=sent.status,
        sheet=sheet,
        form=form,
        kinds=tuple(INCIDENTS.items()),
        severities=tuple(GRAVITY.items()),
        refusal=sent.words,
    )


def _about(request: HttpRequest, sheet: queries.Sheet) -> dict[str, str]:
    """Return what the report begins with: the reading that was outside the normal, if it is of one."""
    line = sheet.step(row_id(request.GET.get("step", "")) or 0)
    if line is None or not line.is_abnormal:
        return {}
    note = f"{line.text} {reading_of(line)}"
    return {"kind": "illness", "severity": "serious", "note": note}


@require_GET
def reported(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Thank for the report."""
    sheet = queries.sheet(actor=actor_of(request), assignment_id=assignment_id)
    return page(request, "fieldwork/reported.html", sheet=sheet)


def _report(request: HttpRequest, assignment_id: int, form: IncidentForm) -> None:
    actor, at, told = actor_of(request), now(), form.cleaned_data

    def act(happened_at: datetime) -> None:
        with keeping(told["photo"], purpose="incident", user_id=actor.user_id, at=at) as file_id:
            commands.report_incident(
                actor=actor,
                assignment_id=assignment_id,
                key=told["key"],
                kind=told["kind"],
                severity=told["severity"],
                note=form.words(),
                file_id=file_id,
                happened_at=happened_at,
                at=at,
            )

    VISITS.take(request, assignment_id, about="incident", form=form, act=act)
