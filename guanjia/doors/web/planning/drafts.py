"""Writing a draft: from an assessment, line by line, with its goal and terms."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.assessment.queries import assessments_of
from guanjia.chapters.catalog.queries import indicators, offered_services
from guanjia.chapters.dossier.queries import household_record
from guanjia.chapters.planning import commands, queries
from guanjia.chapters.planning.policies import PLANNERS
from guanjia.chapters.planning.rules import WHOLES
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.forms import press, require, submit, to
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.planning.edits import edits_read
from guanjia.doors.web.planning.forms import (
    DraftForm,
    LineForm,
    NewLineForm,
    TargetsForm,
    TermsForm,
)
from guanjia.doors.web.planning.views import show_plan
from guanjia.kernel.actors import Actor


def _language() -> str:
    return get_language() or ""


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, household_id: int) -> HttpResponse:
    """Choose home and assessment, and draft a plan."""
    actor, at = actor_of(request), now()
    record = household_record(actor, household_id, on=local_today(at))
    require(actor.holds(*PLANNERS, at=record.branch_id))
    finished = [
        (
            one.id,
            f"{one.form} · {one.member or record.display_name} · {formatting.day(one.started_at)}",
        )
        for one in assessments_of(actor, household_id, language=_language())
        if one.status == "finished"
    ]
    wanted = request.GET.get("assessment", "")
    form = DraftForm(
        request.POST or None,
        homes=[(home.id, home.name or home.district or home.address) for home in record.homes],
        assessments=finished,
        initial={"assessment": wanted or (finished[0][0] if finished else "")},
    )
    sent = submit(
        request,
        form,
        lambda data: commands.draft_plan(
            actor=actor,
            household_id=household_id,
            home_id=data["home"],
            assessment_id=data["assessment"],
            language=_language(),
            at=at,
        ),
        onward=lambda version: to("planning:plan", version.pk),
    )
    return sent.answer or page(
        request,
        "planning/draft.html",
        status=sent.status,
        form=form,
        display_name=record.display_name,
        household_id=household_id,
        has_assessment=bool(finished),
    )


def _services(actor: Actor) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in offered_services(actor)]


@require_http_methods(["GET", "POST"])
def add_line(request: HttpRequest, version_id: int) -> HttpResponse:
    """Add a service to a draft."""
    actor, at = actor_of(request), now()
    record = queries.plan_record(actor, version_id, today=local_today(at), language=_language())
    require(record.may_plan)
    suggested = {one.service_id: one.reason for one in record.left_out}
    service = reading.row_id(request.GET.get("service", ""))
    form = NewLineForm(
        request.POST or None,
        services=_services(actor),
        initial={
            "service": service,
            "weekdays": [2],
            "window_from": "09:00",
            "window_until": "17:00",
            "reason": suggested.get(service or 0, ""),
            "edits": record.edits,
        },
    )

    def act(_data: object) -> None:
        given = form.columns()
        commands.add_line(
            actor=actor,
            version_id=version_id,
            service_id=given.pop("service"),
            window=(given.pop("window_from"), given.pop("window_until")),
            at=at,
            **given,
        )

    sent = submit(request, form, act, onward=to("planning:plan", version_id))
    return sent.answer or page(
        request, "planning/add_line.html", status=sent.status, form=form, plan=record
    )


@require_POST
def line(request: HttpRequest, version_id: int, line_id: int) -> HttpResponse:
    """Change a line in place; the fee is reckoned anew."""
    form = LineForm(request.POST, prefix=f"l{line_id}")
    sent = submit(
        request,
        form,
        lambda _data: commands.change_line(
            actor=actor_of(request),
            version_id=version_id,
            line_id=line_id,
            at=now(),
            **form.columns(),
        ),
        onward=to("planning:plan", version_id, at=f"line-{line_id}"),
        said=gettext("Changed."),
    )
    return sent.answer or show_plan(
        request, version_id, status=sent.status, line_form=form, line_id=line_id
    )


@require_POST
def remove_line(request: HttpRequest, version_id: int, line_id: int) -> HttpResponse:
    """Take a service out of a draft."""
    sent = press(
        request,
        lambda: commands.remove_line(
            actor=actor_of(request),
            version_id=version_id,
            line_id=line_id,
            edits=edits_read(request),
            at=now(),
        ),
        onward=to("planning:plan", version_id),
    )
    return sent.answer or show_plan(request, version_id, status=sent.status, refusal=sent.words)


@require_POST
def terms(request: HttpRequest, version_id: int) -> HttpResponse:
    """Set the goal and the terms of a draft."""
    form = TermsForm(request.POST)
    sent = submit(
        request,
        form,
        lambda data: commands.set_terms(
            actor=actor_of(request), version_id=version_id, at=now(), **data
        ),
        onward=to("planning:plan", version_id),
        said=gettext("Changed."),
    )
    return sent.answer or show_plan(request, version_id, status=sent.status, terms=form)


@require_POST
def targets(request: HttpRequest, version_id: int) -> HttpResponse:
    """Set what a draft promises to reach."""
    form = TargetsForm(request.POST, indicators=indicators(WHOLES))
    sent = submit(
        request,
        form,
        lambda data: commands.set_targets(
            actor=actor_of(request),
            version_id=version_id,
            targets=form.targets(),
            edits=data["edits"],
            at=now(),
        ),
        onward=to("planning:plan", version_id),
        said=gettext("Changed."),
    )
    return sent.answer or show_plan(request, version_id, status=sent.status, targets=form)
