"""Rosters: what waits to be staffed, what the engine proposes, and adopting it."""

from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.dispatch import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dispatch.labels import FAILED_FOR, engine_words, sentence
from guanjia.doors.web.forms import (
    NOT_SENT,
    Question,
    Sent,
    confirm,
    is_part,
    press,
    submit,
    to,
)
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import NotAllowed, Refusal
from guanjia.kernel.words import _

CHOOSE_ONE = _("Choose at least one visit.")
ONE_DAY = timedelta(days=1)


class AskForm(forms.Form):
    """The days of which a roster is asked."""

    first_day = reading.DayField(label=gettext_lazy("From"))
    last_day = reading.DayField(label=gettext_lazy("Until and including"))
    branch = reading.IdField(widget=forms.HiddenInput)


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits to be staffed, and offer to ask for a roster."""
    return _desk(request)


def _desk(request: HttpRequest, form: AskForm | None = None, sent: Sent = NOT_SENT) -> HttpResponse:
    actor = actor_of(request)
    branches = queries.planned_branches(actor)
    if not branches:
        raise NotAllowed(_("Only the dispatcher or the manager of the branch decides who goes."))
    given = (form.data if form else request.GET) or {}
    wanted = str(given.get("branch", ""))
    branch = next((one for one in branches if str(one.id) == wanted), branches[0])
    today = local_day(now(), branch.zone)
    first, until = queries.default_days(today)
    first, last = _period(request, form, today=today, usual=(first, until - ONE_DAY))
    if last < first or (last - first).days > 60:
        last = first
    seen = queries.roster_desk(
        actor=actor, branch=branch, branches=branches, first=first, until=last + ONE_DAY
    )
    form = form or AskForm(initial={"first_day": first, "last_day": last, "branch": branch.id})
    return page(
        request,
        "dispatch/rosters.html",
        status=sent.status,
        seen=seen,
        form=form,
        refusal=sent.words,
        periods=_periods(today, first, last, branch.id),
        branches=_branches(seen),
        days=_by_day(seen.waiting),
        runs=[_run_line(run) for run in seen.runs],
        first=first,
        last=last,
    )


def _period(
    request: HttpRequest, form: AskForm | None, *, today: date, usual: tuple[date, date]
) -> tuple[date, date]:
    """Return the days that a form says, as far as it is sound, or else the address."""
    if form:
        sound = form.cleaned_data if form.is_bound else {}
        return sound.get("first_day") or usual[0], sound.get("last_day") or usual[1]
    first, last = (
        reading.day_of_work(request.GET.get(name, ""), today=today, otherwise=otherwise)
        for name, otherwise in zip(("from", "until"), usual, strict=True)
    )
    return first, last


def _periods(today: date, first: date, last: date, branch_id: int) -> list[dict[str, object]]:
    sunday = today + timedelta(days=6 - today.weekday())
    week = timedelta(days=7)
    offered = (
        (gettext("This week"), today, sunday),
        (gettext("Next week"), sunday + ONE_DAY, sunday + week),
        (gettext("Until the end of next week"), today, sunday + week),
        (gettext("Four weeks"), today, today + timedelta(days=27)),
    )
    address = reverse("dispatch:rosters")
    return [
        {
            "words": words,
            "href": f"{address}?from={start}&until={end}&branch={branch_id}",
            "on": (start, end) == (first, last),
        }
        for words, start, end in offered
    ]


def _branches(seen: queries.Desk) -> list[dict[str, object]]:
    if len(seen.branches) == 1:
        return []
    return [
        {"words": one.name, "href": f"?branch={one.id}", "on": one.id == seen.branch.id}
        for one in seen.branches
    ]


def _by_day(waiting: tuple[queries.Waiting, ...]) -> list[dict[str, object]]:
    return [
        {"day": formatting.day(on), "visits": [_visit_line(visit) for visit in visits]}
        for on, visits in groupby(waiting, key=lambda visit: visit.on)
    ]


def _visit_line(visit: queries.Waiting) -> dict[str, object]:
    people = ngettext("%(n)s person", "%(n)s people", visit.people) % {"n": visit.people}
    return {
        "id": visit.id,
        "href": reverse("dispatch:visit", args=[visit.id]),
        "window": formatting.span(visit.window_start, visit.window_end),
        "household": visit.household,
        "district": visit.district,
        "service": visit.service,
        "lasts": formatting.lasting(visit.minutes),
        "people": people if visit.people > 1 else "",
        "day": formatting.day(visit.on),
    }


def _run_line(run: queries.RunLine) -> dict[str, object]:
    last = run.until_day - ONE_DAY
    placed = ""
    if run.placed is not None:
        placed = gettext("%(placed)s placed, %(unplaced)s open") % {
            "placed": run.placed,
            "unplaced": run.unplaced,
        }
    return {
        "href": reverse("dispatch:run", args=[run.id]),
        "state": formatting.state("solver run", run.status),
        "days": f"{formatting.day(run.first_day)} – {formatting.day(last)}",
        "asked": formatting.when(run.asked_at),
        "placed": placed,
    }


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a roster and lead to where its progress is seen."""
    form = AskForm(request.POST)
    sent = submit(
        request,
        form,
        lambda data: commands.ask_roster(
            actor=actor_of(request),
            branch_id=data["branch"],
            first_day=data["first_day"],
            until_day=data["last_day"] + ONE_DAY,
            at=now(),
        ),
        onward=lambda asked: to("dispatch:run", asked.pk),
        field_names={"until_day": "last_day"},
        page_says=Refusal,
    )
    return sent.answer or _desk(request, form, sent)


@require_GET
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show one roster: its progress, then its proposals with their reasons."""
    return _run(request, run_id)


def _run(request: HttpRequest, run_id: int, sent: Sent = NOT_SENT) -> HttpResponse:
    at = now()
    card = queries.run_card(actor=actor_of(request), run_id=run_id, at=at)
    chosen = set(request.POST.getlist("visits"))
    template = "dispatch/run.html"
    if is_part(request) and request.method == "GET":
        template += "#answer"
    return page(
        request,
        template,
        status=sent.status,
        card=card,
        last=card.until_day - ONE_DAY,
        percent=card.progress // 10,
        days=_proposals(card, chosen),
        unplaced=[_nobody(one, card.names) for one in card.unplaced],
        worked_out=engine_words(card.engine, card.because, card.seconds),
        unreadable=gettext(", ").join(card.unreadable),
        failed_for=gettext(FAILED_FOR.get(card.failed_for, _("The computation failed."))),
        adopted=sum(any(p.outcome == "adopted" for p in one.people) for one in card.placed),
        dropped=sum(any(p.outcome == "dropped" for p in one.people) for one in card.placed),
        people=len({p.worker_id for one in card.placed for p in one.people}),
        refusal=sent.words,
    )


def _proposals(card: queries.RunCard, chosen: set[str]) -> list[dict[str, object]]:
    days = groupby(card.placed, key=lambda one: one.visit.on)
    return [
        {"day": formatting.day(on), "visits": [_placed(one, card.names, chosen) for one in placed]}
        for on, placed in days
    ]


def _placed(
    one: queries.ProposedVisit, names: dict[int, str], chosen: set[str]
) -> dict[str, object]:
    first = one.people[0]
    outcome = first.outcome
    dropped = [sentence(reason, names) for reason in first.dropped_for]
    tones = {"adopted": "good", "dropped": "late", "left": "idle"}
    words = {
        "adopted": gettext("adopted"),
        "dropped": gettext("could not be adopted"),
        "left": gettext("left out"),
    }
    lasts = timedelta(minutes=one.visit.minutes)
    end = first.starts_at + lasts if first.starts_at else None
    return _visit_line(one.visit) | {
        "time": formatting.span(first.starts_at, end),
        "names": gettext(", ").join(person.name for person in one.people),
        "reasons": [sentence(reason, names) for reason in first.reasons],
        "on": not chosen or str(one.visit.id) in chosen,
        "label": gettext("Adopt %(household)s on %(day)s")
        % {"household": one.visit.household, "day": formatting.day(one.visit.on)},
        "outcome": formatting.mark(tones[outcome], words[outcome]) if outcome else "",
        "dropped": dropped,
    }


def _nobody(one: queries.ProposedVisit, names: dict[int, str]) -> dict[str, object]:
    return _visit_line(one.visit) | {
        "reasons": [sentence(reason, names) for reason in one.people[0].reasons],
        "is_open": one.status == "open",
    }


class AdoptForm(forms.Form):
    """Which proposals, and the roster as it was read."""

    staffing = reading.NumberField()
    is_confirmed = forms.BooleanField(required=False)


@require_POST
def adopt(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask once more, naming who will be told; then adopt what was chosen."""
    form = AdoptForm(request.POST)
    ids = reading.row_ids(request.POST.getlist("visits"))
    if not form.is_valid() or not ids:
        return _run(request, run_id, Sent(422, words=gettext(CHOOSE_ONE)))
    staffing = form.cleaned_data["staffing"]
    if not form.cleaned_data["is_confirmed"]:
        return _ask_to_adopt(request, run_id, ids, staffing)

    def onward(adoption: commands.Adoption) -> str:
        if adoption.dropped:
            words = ngettext(
                "%(n)s visit could not be adopted; the reason stands beside it.",
                "%(n)s visits could not be adopted; the reasons stand beside them.",
                len(adoption.dropped),
            )
            messages.warning(request, words % {"n": len(adoption.dropped)})
        return to("dispatch:run", run_id)

    sent = press(
        request,
        lambda: commands.adopt_roster(
            actor=actor_of(request), run_id=run_id, visit_ids=ids, staffing=staffing, at=now()
        ),
        onward=onward,
        said=_staffed,
    )
    return sent.answer or _run(request, run_id, sent)


def _ask_to_adopt(request: HttpRequest, run_id: int, ids: list[int], staffing: int) -> HttpResponse:
    meant = queries.consequence_of(actor=actor_of(request), run_id=run_id, visit_ids=ids)
    if not meant.visits:
        return _run(request, run_id, Sent(422, words=gettext(CHOOSE_ONE)))
    return page(
        request,
        "dispatch/adopt.html",
        run_id=run_id,
        ids=ids,
        staffing=staffing,
        meant=meant,
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask, then take an adopted roster back as far as that can be done."""
    actor, back = actor_of(request), to("dispatch:run", run_id)

    def ask_first() -> Question:
        card = queries.run_card(actor=actor, run_id=run_id, at=now())
        words = ngettext(
            "%(n)s visit still ahead will be open again; whoever was to go before goes again.",
            "%(n)s visits still ahead will be open again; whoever was to go before goes again.",
            card.can_take_back,
        )
        return Question(
            gettext("Take this roster back?"),
            words % {"n": card.can_take_back},
            gettext("Take the roster back"),
            back=back,
        )

    return confirm(
        request,
        ask_first,
        lambda: commands.take_back_roster(actor=actor, run_id=run_id, at=now()),
        onward=back,
        said=gettext("The roster has been taken back."),
    )


@require_POST
def dismiss(request: HttpRequest, run_id: int) -> HttpResponse:
    """Put a roster aside without adopting it."""
    sent = press(
        request,
        lambda: commands.dismiss_run(actor=actor_of(request), run_id=run_id, at=now()),
        onward=to("dispatch:rosters"),
    )
    return sent.answer or _run(request, run_id, sent)


def _staffed(adoption: commands.Adoption) -> str:
    visits = len({row.visit_id for row in adoption.assignments})
    words = ngettext("%(n)s visit is staffed.", "%(n)s visits are staffed.", visits)
    return words % {"n": visits}
