"""Taking somebody on, screening them, changing what is known, and the moves of their record."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from guanjia.chapters.org.policies import visible_branches
from guanjia.chapters.workforce import commands, policies, queries
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.rules import PARTINGS, REASONS, REVEALED, STEPS, OnRecord
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.forms import posted, submit, to, uploaded
from guanjia.doors.web.timeline import moments
from guanjia.doors.web.workforce.forms import PersonForm, ReasonForm, RevealForm, StepForm
from guanjia.doors.web.workforce.guide import stages
from guanjia.flow.overviews.timeline import worker_timeline
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Refusal
from guanjia.vault.commands import keeping

MOVES = {
    "clear": commands.clear_worker,
    "reject": commands.reject_applicant,
    "suspend": commands.suspend_worker,
    "reinstate": commands.reinstate_worker,
    "leave": commands.part_with_worker,
    "reopen": commands.reopen_worker,
}
FROM_THE_WORKER = ("id_number", "address")


def _record(request: HttpRequest, worker_id: int) -> queries.WorkerRecord:
    on = timezone.localtime(now()).date()
    return queries.worker_record(actor=actor_of(request), worker_id=worker_id, on=on)


def _branches(actor: Actor) -> list[tuple[int, str]]:
    rows = visible_branches(actor).order_by("id").values_list("id", "name")
    return [(pk, name) for pk, name in rows if policies.may_take_on(actor, pk)]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take somebody on: the first step, who they are."""
    actor, at, branches = actor_of(request), now(), _branches(actor_of(request))
    if not branches:
        policies.may_take_on(actor, 0).require()
    form = PersonForm(posted(request), uploaded(request))
    form.fields["branch_id"].choices = branches  # type: ignore[attr-defined]  # a choice field

    def act(data: dict[str, Any]) -> Worker:
        with keeping(data["photo"], purpose="photo", user_id=actor.user_id, at=at) as photo_id:
            return commands.take_on(
                actor=actor,
                branch_id=data["branch_id"] or branches[0][0],
                phone=data["phone"],
                person=form.person(),
                photo_id=photo_id,
                at=at,
            )

    sent = submit(
        request,
        form,
        act,
        onward=lambda worker: to("workforce:hand_in", worker.pk, guided=1),
        said=lambda worker: _("%(name)s is on record.") % {"name": worker.name},
    )
    known = sent.refusal.worker_id if isinstance(sent.refusal, OnRecord) else None
    return sent.answer or page(
        request,
        "workforce/person.html",
        status=sent.status,
        form=form,
        stages=stages("person"),
        many_branches=len(branches) > 1,
        worker=None,
        known=to("workforce:worker", known) if known else "",
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Change what is written down about a worker. Encrypted values stay unless typed anew."""
    actor, at = actor_of(request), now()
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_keep(actor, worker).require()
    record = _record(request, worker_id)
    is_sent = request.method == "POST"
    form = PersonForm(request.POST, request.FILES) if is_sent else PersonForm.of(record)
    form.fields["phone"].required = False
    form.fields["phone"].disabled = True
    form.fields["phone"].initial = record.phone
    form.fields["phone"].help_text = _("It is changed with the login.")
    form.fields["id_number"].help_text = _("On record: %(masked)s. Type it only to change it.") % {
        "masked": record.id_number or formatting.no_data()
    }

    def act(data: dict[str, Any]) -> None:
        kept: dict[str, Any] = {name: getattr(worker, name) for name in FROM_THE_WORKER}
        kept |= {"latitude": worker.latitude, "longitude": worker.longitude}
        kept |= {"origin_note": worker.origin_note}
        with keeping(data["photo"], purpose="photo", user_id=actor.user_id, at=at) as photo_id:
            commands.change_worker(
                actor=actor,
                worker_id=worker_id,
                version=data["version"] or 0,
                person=form.person(**kept),
                photo_id=photo_id,
                at=at,
            )

    sent = submit(request, form, act, onward=to("workforce:worker", worker_id), said=_("Saved."))
    return sent.answer or page(
        request, "workforce/person.html", status=sent.status, form=form, worker=record
    )


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, worker_id: int, field: str) -> HttpResponse:
    """Ask what a masked value is needed for, then show it once; the access is recorded."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    if field not in REVEALED:
        raise Http404
    policies.may_reveal(actor, worker, field).require()
    form = RevealForm(posted(request))

    def shown(status: int, value: str | None = None) -> HttpResponse:
        return page(
            request,
            "workforce/reveal.html",
            status=status,
            form=form,
            value=value,
            what=pgettext("personal", field),
            name=worker.name,
            worker_id=worker_id,
        )

    sent = submit(
        request,
        form,
        lambda data: commands.reveal(
            actor=actor, worker_id=worker_id, field=field, purpose=data["purpose"], at=now()
        ),
        onward=lambda value: shown(200, value),
    )
    return sent.answer or shown(sent.status)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, worker_id: int, name: str) -> HttpResponse:
    """Ask, then clear, reject, suspend, reinstate or part with a worker, or take them up again."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    if name not in MOVES:
        raise Http404
    policies.may_move(actor, worker, name).require()
    form = ReasonForm(posted(request), move=name) if name in REASONS else None
    sent = submit(
        request,
        form or forms.Form(posted(request)),
        lambda data: MOVES[name](actor=actor, worker_id=worker_id, at=now(), **data),
        onward=to("workforce:worker", worker_id),
        said=_("Done: %(move)s.") % {"move": formatting.word("worker", name)},
        page_says=Refusal,
    )
    return sent.answer or page(
        request,
        "workforce/move.html",
        status=sent.status,
        refusal=sent.words,
        title=_questions()[name] % {"name": worker.name},
        words=_consequences()[name],
        verb=formatting.word("worker", name),
        kind="primary" if name in ("clear", "reinstate", "reopen") else "danger",
        form=form,
        before=_before(actor, worker_id) if name == "reopen" else [],
        worker_id=worker_id,
    )


def _before(actor: Actor, worker_id: int) -> list[dict[str, Any]]:
    """Return how the worker's time with us was interrupted before, and why, newest first."""
    timeline = worker_timeline(actor=actor, worker_id=worker_id, kinds=PARTINGS)
    return moments(timeline.happenings)


def _questions() -> dict[str, str]:
    return {
        "clear": _("Clear %(name)s to work?"),
        "reject": _("Not take %(name)s on?"),
        "suspend": _("Suspend %(name)s?"),
        "reinstate": _("Reinstate %(name)s?"),
        "leave": _("Write down that %(name)s has left?"),
        "reopen": _("Take %(name)s up again?"),
    }


def _consequences() -> dict[str, str]:
    return {
        "clear": _("From now on they can be sent wherever the gate lets them through."),
        "reject": _("The application ends here. The record stays for as long as the law asks."),
        "suspend": _("They are taken off all visits ahead, and those are to be staffed anew."),
        "reinstate": _("They can be sent again. Visits they were taken off do not come back."),
        "leave": _("They are taken off all visits ahead and can no longer be sent."),
        "reopen": _(
            "The old record opens again, with papers, skills and history. All steps of the "
            "screening are decided anew before they can be sent."
        ),
    }


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, worker_id: int, step: str) -> HttpResponse:
    """Write down the outcome of a step of screening."""
    actor, at = actor_of(request), now()
    worker = policies.visible_workers(actor).get(id=worker_id)
    if step not in STEPS:
        raise Http404
    policies.may_screen(actor, worker).require()
    form = StepForm(posted(request), uploaded(request))

    def act(data: dict[str, Any]) -> None:
        with keeping(data["file"], purpose="screening", user_id=actor.user_id, at=at) as file_id:
            commands.decide_screening_step(
                actor=actor,
                worker_id=worker_id,
                step=step,
                passed=data["passed"],
                note=data["note"],
                file_id=file_id,
                at=at,
            )

    sent = submit(request, form, act, onward=to("workforce:worker", worker_id, tab="screening"))
    return sent.answer or page(
        request,
        "workforce/screen.html",
        status=sent.status,
        form=form,
        step=pgettext("screening", step),
        what=pgettext("screening help", step),
        name=worker.name,
        worker_id=worker_id,
    )
