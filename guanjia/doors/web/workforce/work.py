"""Skills, hours of the week, and leave."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.catalog.queries import skill_choices
from guanjia.chapters.workforce import commands, policies, queries
from guanjia.chapters.workforce.models import Leave
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.forms import posted, press, submit, to, turned_down
from guanjia.doors.web.workforce.forms import HoursForm, LeaveForm, SkillForm
from guanjia.doors.web.workforce.guide import stages
from guanjia.kernel.actors import Actor


def hours_of(actor: Actor, worker_id: int) -> str:
    """Return where the hours and leave of a worker are shown to the actor."""
    if actor.worker_id == worker_id and not actor.is_staff:
        return reverse("workforce:me")
    return f"{reverse('workforce:worker', args=[worker_id])}?tab=hours"


@require_http_methods(["GET", "POST"])
def skill(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Confirm a skill at a level, or take it back."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_confirm_skill(actor, worker).require()
    form = SkillForm(posted(request), skills=skill_choices())
    back = to("workforce:worker", worker_id, tab="may")
    sent = submit(
        request,
        form,
        lambda data: _say(actor, worker_id, data["skill"], data["level"]),
        onward=back,
        said=_("Saved."),
    )
    return sent.answer or page(
        request,
        "workforce/form.html",
        status=sent.status,
        form=form,
        title=_("Skills of %(name)s") % {"name": worker.name},
        verb=_("Save the skill"),
        back=back,
    )


def _say(actor: Actor, worker_id: int, skill_id: int, level: int) -> None:
    if level:
        commands.confirm_skill(
            actor=actor, worker_id=worker_id, skill_id=skill_id, level=level, at=now()
        )
    else:
        commands.withdraw_skill(actor=actor, worker_id=worker_id, skill_id=skill_id, at=now())


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Say when the worker can usually work."""
    actor, guided = actor_of(request), "guided" in request.GET
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_set_hours(actor, worker).require()
    record = queries.worker_record(
        actor=actor, worker_id=worker_id, on=timezone.localtime(now()).date()
    )
    form = HoursForm(request.POST) if request.method == "POST" else HoursForm.of(record.hours)
    back = hours_of(actor, worker_id)
    sent = submit(
        request,
        form,
        lambda _data: commands.set_hours(
            actor=actor, worker_id=worker_id, hours=form.hours(), at=now()
        ),
        onward=to("workforce:worker", worker_id, tab="screening") if guided else back,
        said=_("The hours are saved."),
    )
    return sent.answer or page(
        request,
        "workforce/hours.html",
        status=sent.status,
        form=form,
        days=form.days(),
        name=record.name,
        back=back,
        stages=stages("hours", worker_id) if guided else [],
    )


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Ask for leave, for oneself or for somebody who rang up."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).select_related("branch").get(id=worker_id)
    policies.may_request_leave(actor, worker).require()
    form = LeaveForm(posted(request))

    def act(data: dict[str, Any]) -> Leave:
        starts_at, ends_at = form.stretch(worker.branch.zone)
        return commands.request_leave(
            actor=actor,
            worker_id=worker_id,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=data["reason"],
            at=now(),
        )

    sent = submit(
        request,
        form,
        act,
        onward=hours_of(actor, worker_id),
        said=_("Leave is asked for."),
        undo=lambda asked: to("workforce:withdraw_leave", asked.pk),
    )
    return sent.answer or page(
        request,
        "workforce/form.html",
        status=sent.status,
        form=form,
        title=_("Leave for %(name)s") % {"name": worker.name},
        verb=_("Ask for leave"),
        back=hours_of(actor, worker_id),
    )


@require_POST
def decide_leave(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Give or decline leave."""
    actor = actor_of(request)
    sent = press(
        request,
        lambda: commands.decide_leave(
            actor=actor, leave_id=leave_id, approved=request.POST.get("approved") == "yes", at=now()
        ),
        onward=lambda decided: hours_of(actor, decided.worker_id),
    )
    return sent.answer or turned_down(request, sent)


@require_POST
def withdraw_leave(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Take leave back."""
    actor = actor_of(request)
    sent = press(
        request,
        lambda: commands.withdraw_leave(actor=actor, leave_id=leave_id, at=now()),
        onward=lambda taken: hours_of(actor, taken.worker_id),
    )
    return sent.answer or turned_down(request, sent)
