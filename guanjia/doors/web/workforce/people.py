"""Taking somebody on, screening them, changing what is known, and the moves of their record."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from guanjia.chapters.org.policies import visible_branches
from guanjia.chapters.workforce import commands, policies, queries
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.rules import PARTINGS, REASONS, REVEALED, STEPS, OnRecord
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.web import show
from guanjia.doors.web.beside import put_beside
from guanjia.doors.web.workforce.forms import PersonForm, ReasonForm, RevealForm, StepForm
from guanjia.doors.web.workforce.guide import stages
from guanjia.doors.web.workforce.history import Moment, moments
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Refusal
from guanjia.ledger.queries import facts_of_case
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
    actor, branches = actor_of(request), _branches(actor_of(request))
    if not branches:
        policies.may_take_on(actor, 0).require()
    form, status, known = PersonForm(), 200, None
    if request.method == "POST":
        form, status = PersonForm(request.POST, request.FILES), 422
    _offer(form, branches)
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            with _keeping_photo(form, actor, at) as photo_id:
                worker = commands.take_on(
                    actor=actor,
                    branch_id=form.cleaned_data["branch_id"] or branches[0][0],
                    phone=form.cleaned_data["phone"],
                    person=form.person(),
                    photo_id=photo_id,
                    at=at,
                )
        except Refusal as refusal:
            status = put_beside(form, refusal)
            known = refusal.worker_id if isinstance(refusal, OnRecord) else None
        else:
            messages.success(request, _("%(name)s is on record.") % {"name": worker.name})
            return redirect(f"{reverse('workforce:hand_in', args=[worker.pk])}?guided=1")
    return page(
        request,
        "workforce/person.html",
        status=status,
        form=form,
        stages=stages("person"),
        many_branches=len(branches) > 1,
        worker=None,
        known=reverse("workforce:worker", args=[known]) if known else "",
    )


def _keeping_photo(
    form: PersonForm, actor: Actor, at: datetime
) -> AbstractContextManager[int | None]:
    return keeping(form.cleaned_data["photo"], purpose="photo", user_id=actor.user_id, at=at)


def _offer(form: PersonForm, branches: list[tuple[int, str]]) -> None:
    form.fields["branch_id"].choices = branches  # type: ignore[attr-defined]  # a choice field


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Change what is written down about a worker. Sealed values stay unless typed anew."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    policies.may_keep(actor, worker).require()
    record = _record(request, worker_id)
    form, status = PersonForm.of(record), 200
    if request.method == "POST":
        form, status = PersonForm(request.POST, request.FILES), 422
    form.fields["phone"].required = False
    form.fields["phone"].disabled = True
    form.fields["phone"].initial = record.phone
    form.fields["phone"].help_text = _("It is changed with the login.")
    form.fields["id_number"].help_text = _("On record: %(masked)s. Type it only to change it.") % {
        "masked": record.id_number or show.no_data()
    }
    if request.method == "POST" and form.is_valid():
        at = now()
        kept: dict[str, Any] = {name: getattr(worker, name) for name in FROM_THE_WORKER}
        kept |= {"latitude": worker.latitude, "longitude": worker.longitude}
        kept |= {"origin_note": worker.origin_note}
        try:
            with _keeping_photo(form, actor, at) as photo_id:
                commands.change_worker(
                    actor=actor,
                    worker_id=worker_id,
                    version=form.cleaned_data["version"] or 0,
                    person=form.person(**kept),
                    photo_id=photo_id,
                    at=at,
                )
        except Refusal as refusal:
            status = put_beside(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("workforce:worker", worker_id)
    return page(request, "workforce/person.html", status=status, form=form, worker=record)


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, worker_id: int, field: str) -> HttpResponse:
    """Ask what a masked value is needed for, then show it once; the look is recorded."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    if field not in REVEALED:
        raise Http404
    policies.may_reveal(actor, worker, field).require()
    form, status, value = RevealForm(request.POST or None), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            value = commands.reveal(
                actor=actor,
                worker_id=worker_id,
                field=field,
                purpose=form.cleaned_data["purpose"],
                at=now(),
            )
            status = 200
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


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, worker_id: int, name: str) -> HttpResponse:
    """Ask, then clear, reject, suspend, reinstate or part with a worker, or take them up again."""
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    if name not in MOVES:
        raise Http404
    policies.may_move(actor, worker, name).require()
    form = ReasonForm(request.POST or None, move=name) if name in REASONS else None
    status = 200
    if request.method == "POST":
        if form is None or form.is_valid():
            given = {"reason": form.cleaned_data["reason"]} if form else {}
            MOVES[name](actor=actor, worker_id=worker_id, at=now(), **given)
            messages.success(request, _("Done: %(move)s.") % {"move": show.word("worker", name)})
            return redirect("workforce:worker", worker_id)
        status = 422
    return page(
        request,
        "workforce/move.html",
        status=status,
        title=_questions()[name] % {"name": worker.name},
        words=_consequences()[name],
        verb=show.word("worker", name),
        kind="primary" if name in ("clear", "reinstate", "reopen") else "danger",
        form=form,
        before=_before(worker) if name == "reopen" else [],
        worker_id=worker_id,
    )


def _before(worker: Worker) -> list[Moment]:
    """Return how the worker's time with us was interrupted before, and why, newest first."""
    told = facts_of_case(worker.case, kinds=tuple(PARTINGS), limit=10)
    return moments(tuple((one, "") for one in told), skills={}, papers={})


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
    actor = actor_of(request)
    worker = policies.visible_workers(actor).get(id=worker_id)
    if step not in STEPS:
        raise Http404
    policies.may_screen(actor, worker).require()
    form, status = StepForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            at, told = now(), form.cleaned_data
            try:
                with keeping(
                    told["file"], purpose="screening", user_id=actor.user_id, at=at
                ) as file_id:
                    commands.decide_screening_step(
                        actor=actor,
                        worker_id=worker_id,
                        step=step,
                        passed=told["passed"],
                        note=told["note"],
                        file_id=file_id,
                        at=at,
                    )
            except Refusal as refusal:
                status = put_beside(form, refusal)
            else:
                return redirect(f"{reverse('workforce:worker', args=[worker_id])}?tab=screening")
    return page(
        request,
        "workforce/screen.html",
        status=status,
        form=form,
        step=pgettext("screening", step),
        what=pgettext("screening help", step),
        name=worker.name,
        worker_id=worker_id,
    )
