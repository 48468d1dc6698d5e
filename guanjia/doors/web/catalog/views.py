"""The service catalogue: what is offered, what it asks of people, and how it is done."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from guanjia.chapters.catalog import commands, policies, queries
from guanjia.chapters.catalog.queries import Line, ServicePage
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import reading
from guanjia.doors.web.catalog.forms import NeedsForm, ServiceForm, Steps, steps_of, typed_steps
from guanjia.doors.web.catalog.lists import needs_of, price_of
from guanjia.doors.web.forms import Question, confirm, submit, to
from guanjia.doors.web.listing import Chip

ASKED_ELSEWHERE = ("health", "minors_check")
"""Papers that the service asks for by its health class and by its own tick."""


@require_GET
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Show one service with its standard; another version of it by `standard` in the address."""
    card = queries.service_card(
        actor=actor_of(request),
        service_id=service_id,
        sop_id=reading.row_id(request.GET.get("standard", "")),
    )
    return page(request, "catalog/service.html", **_card(card))


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a checklist, in words."""

    code: str
    text: str
    acceptance: str
    is_critical: bool
    evidence: str
    bounds: str


def _card(card: ServicePage) -> dict[str, Any]:
    versions = [
        Chip(
            _("Version %(number)s") % {"number": one.number},
            f"{reverse('catalog:service', args=[card.service.id])}?standard={one.id}",
            card.shown is not None and one.id == card.shown.id,
        )
        for one in card.standards
    ]
    return {
        "card": card,
        "price": price_of(card.service),
        "category": pgettext("category", card.service.category),
        "audience": pgettext("audience", card.service.audience),
        "rhythm": pgettext("rhythm", card.service.rhythm),
        "needs": needs_of(card.service),
        "versions": versions,
        "lines": [_line(line) for line in card.shown.lines] if card.shown else [],
        "has_draft": any(one.status == "draft" for one in card.standards),
    }


def _line(line: Line) -> LineRow:
    bounds = ""
    if line.least is not None or line.most is not None:
        low = "" if line.least is None else f"{line.least:g}"
        high = "" if line.most is None else f"{line.most:g}"
        bounds = f"{low}–{high} {line.unit}".strip()
    return LineRow(
        line.code,
        line.text,
        line.acceptance,
        line.is_critical,
        pgettext("evidence", line.evidence),
        bounds,
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, service_id: int) -> HttpResponse:
    """Change what the company decides about a service."""
    actor = actor_of(request)
    policies.may_change_catalogue(actor).require()
    card = queries.service_card(actor=actor, service_id=service_id)
    form = ServiceForm(request.POST) if request.method == "POST" else ServiceForm.of(card.service)
    sent = submit(
        request,
        form,
        lambda data: commands.change_service(
            actor=actor,
            service_id=service_id,
            version=data["version"],
            details=form.details(),
            at=now(),
        ),
        onward=to("catalog:service", service_id),
        said=_("Saved. New plans and orders use this from now on."),
    )
    return sent.answer or page(
        request, "catalog/edit.html", status=sent.status, form=form, service=card.service
    )


@require_http_methods(["GET", "POST"])
def needs(request: HttpRequest, service_id: int) -> HttpResponse:
    """Change what a service asks of the people who are sent."""
    actor = actor_of(request)
    policies.may_change_catalogue(actor).require()
    card = queries.service_card(actor=actor, service_id=service_id)
    choices = {
        "skills": queries.skill_choices(),
        "certificates": tuple(
            one for one in queries.certificate_choices() if one.code not in ASKED_ELSEWHERE
        ),
    }
    form = (
        NeedsForm(request.POST, **choices)
        if request.method == "POST"
        else NeedsForm.of(card.service, **choices)
    )
    sent = submit(
        request,
        form,
        lambda data: commands.change_requirements(
            actor=actor,
            service_id=service_id,
            version=data["version"],
            skills=form.asked("skill"),
            certificates=form.asked("paper"),
            at=now(),
        ),
        onward=to("catalog:service", service_id),
        said=_("Saved. Passes of people who lack something will be withdrawn."),
    )
    return sent.answer or page(
        request,
        "catalog/needs.html",
        status=sent.status,
        form=form,
        service=card.service,
        skills=form.fields_of("skill"),
        papers=form.fields_of("paper"),
    )


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, service_id: int) -> HttpResponse:
    """Write the next version of a service's standard."""
    actor = actor_of(request)
    policies.may_change_catalogue(actor).require()
    card = queries.service_card(actor=actor, service_id=service_id)
    drafted = [one.id for one in card.standards if one.status == "draft"]
    if drafted:
        card = queries.service_card(actor=actor, service_id=service_id, sop_id=drafted[0])
    lines = card.shown.lines if card.shown else ()
    formset = Steps(request.POST) if request.method == "POST" else steps_of(lines)
    sent = submit(
        request,
        formset,
        lambda _data: commands.draft_sop(
            actor=actor, service_id=service_id, steps=typed_steps(formset), at=now()
        ),
        onward=lambda sop: to("catalog:service", service_id, standard=sop.pk),
    )
    return sent.answer or page(
        request,
        "catalog/draft.html",
        status=sent.status,
        formset=formset,
        flaw=sent.words,
        service=card.service,
        is_new=not drafted,
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, sop_id: int) -> HttpResponse:
    """Ask, then put a drafted standard in force."""
    actor = actor_of(request)
    policies.may_change_catalogue(actor).require()
    sop = policies.visible_sops(actor).select_related("service").get(id=sop_id)
    return confirm(
        request,
        lambda: Question(
            _("Put version %(number)s of “%(service)s” in force?")
            % {"number": sop.number, "service": sop.service.name},
            _(
                "Visits planned from now on follow it; those planned before keep theirs. "
                "Its steps can never be changed afterwards."
            ),
            _("Put in force"),
            back=to("catalog:service", sop.service_id, standard=sop.pk),
            kind="primary",
        ),
        lambda: commands.publish_sop(actor=actor, sop_id=sop_id, at=now()),
        onward=to("catalog:service", sop.service_id),
        said=_("The new standard is in force."),
    )


@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, sop_id: int) -> HttpResponse:
    """Ask, then take a standard out of force."""
    actor = actor_of(request)
    policies.may_change_catalogue(actor).require()
    sop = policies.visible_sops(actor).select_related("service").get(id=sop_id)
    return confirm(
        request,
        lambda: Question(
            _("Take version %(number)s of “%(service)s” out of force?")
            % {"number": sop.number, "service": sop.service.name},
            _("Visits planned with it keep it."),
            _("Take out of force"),
            back=to("catalog:service", sop.service_id),
        ),
        lambda: commands.retire_sop(actor=actor, sop_id=sop_id, at=now()),
        onward=to("catalog:service", sop.service_id),
        said=_("The standard is no longer in force."),
    )
