"""The dispatcher's morning: who cannot come, what must stay, what to do, and who knows of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.dispatch import commands, engine, queries
from guanjia.chapters.workforce import commands as workforce
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dispatch.labels import sentence
from guanjia.doors.web.forms import NOT_SENT, Sent, is_part, posted, press, submit, to, turned_down
from guanjia.flow.overviews.affected_parties import ChangedVisit, Concerned, rearranged
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import NotAllowed, Refusal, Stale
from guanjia.kernel.words import _

SALT = "guanjia.rearrangement"
REASONS = (
    ("sick", _("ill")),
    ("family", _("something in the family")),
    ("personal", _("another reason")),
)
CHANGED = _("The day has changed since you read this. Please look at it again.")
JUST_NOW = timedelta(seconds=20)
"""For so long after a decision the messages may not have been written yet."""


class MorningForm(forms.Form):
    """Which day it is about, who cannot come and why, and which visits stay or cannot wait."""

    branch = reading.IdField()
    on = reading.DayField()
    reason = forms.ChoiceField(choices=REASONS, required=False)
    absent = forms.TypedMultipleChoiceField(coerce=int, required=False)
    fixed = forms.TypedMultipleChoiceField(coerce=int, required=False)
    urgent = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, seen: queries.Morning, *args: Any) -> None:
        super().__init__(*args)
        visits = [(visit.id, "") for visit in seen.ahead]
        people = [(one.worker_id, "") for one in seen.expected]
        for name, choices in (("absent", people), ("fixed", visits), ("urgent", visits)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


@require_http_methods(["GET", "POST"])
def morning(request: HttpRequest) -> HttpResponse:
    """Show the day, and note who cannot come and what must not be moved; then offer ways to go on."""
    seen = _seen(request)
    form = MorningForm(seen, posted(request))

    def act(data: dict[str, Any]) -> None:
        commands.note_morning(
            actor=actor_of(request),
            branch_id=seen.branch.id,
            on=seen.on,
            zone=seen.branch.zone,
            absent=data["absent"],
            fixed=data["fixed"],
            reason=data["reason"] or "sick",
            at=now(),
        )

    if request.method == "POST" and not form.is_valid():
        return _shown(request, seen, Sent(409, words=gettext(CHANGED)))
    sent = submit(
        request,
        form,
        act,
        onward=lambda _done: _address(seen, urgent=form.cleaned_data["urgent"]) + "#ways",
        page_says=Refusal,
    )
    return sent.answer or _shown(request, seen, sent)


def _seen(request: HttpRequest) -> queries.Morning:
    actor, at = actor_of(request), now()
    branches = queries.planned_branches(actor)
    if not branches:
        raise NotAllowed(_("Only the dispatcher or the manager of the branch decides who goes."))
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.get("branch", "")
    branch = next((one for one in branches if str(one.id) == wanted), branches[0])
    today = local_day(at, branch.zone)
    on = max(reading.day_of_work(given.get("on", ""), today=today), today)
    return queries.morning(actor=actor, branch=branch, on=on, at=at)


def _address(seen: queries.Morning, *, urgent: list[int] | None = None) -> str:
    asked: list[tuple[str, object]] = [("branch", seen.branch.id), ("on", seen.on.isoformat())]
    if urgent is not None:
        asked += [("asked", "yes"), *(("urgent", visit_id) for visit_id in urgent)]
    return f"{reverse('dispatch:morning')}?{urlencode(asked)}"


def _shown(request: HttpRequest, seen: queries.Morning, sent: Sent = NOT_SENT) -> HttpResponse:
    orders = {visit.id for visit in seen.ahead if visit.is_open and visit.is_order}
    chosen = set(reading.row_ids(request.GET.getlist("urgent")))
    urgent = chosen if "asked" in request.GET else orders
    asked = bool(seen.orphaned) or "asked" in request.GET
    ways = _ways(request, seen, urgent) if asked else ()
    return page(
        request,
        "dispatch/morning.html",
        status=sent.status,
        seen=seen,
        day=seen.on,
        refusal=sent.words,
        reasons=[(code, gettext(words)) for code, words in REASONS],
        away=[_away(one) for one in seen.away],
        expected=seen.expected,
        standing=[_line(visit) for visit in seen.ahead if not visit.is_open],
        waiting=[_line(visit, urgent) for visit in seen.ahead if visit.is_open],
        orphaned=len(seen.orphaned),
        asked=asked,
        ways=ways,
    )


def _away(one: queries.Away) -> dict[str, object]:
    words = dict(REASONS).get(one.reason, REASONS[-1][1])
    return {"id": one.leave_id, "name": one.name, "reason": gettext(words), "until": one.until}


def _line(visit: queries.Ahead, urgent: set[int] | frozenset[int] = frozenset()) -> dict[str, Any]:
    until = None if visit.starts_at else visit.window_end
    return {
        "id": visit.id,
        "href": reverse("dispatch:visit", args=[visit.id]),
        "time": formatting.span(visit.starts_at or visit.window_start, until),
        "household": visit.household,
        "what": f"{visit.service} · {visit.district}",
        "names": gettext(", ").join(visit.names),
        "is_fixed": visit.is_fixed,
        "is_orphaned": visit.is_orphaned,
        "is_urgent": visit.id in urgent,
    }


def _ways(
    request: HttpRequest, seen: queries.Morning, urgent: set[int]
) -> tuple[dict[str, object], ...]:
    found = engine.repairs(
        actor=actor_of(request), branch_id=seen.branch.id, on=seen.on, urgent=urgent, at=now()
    )
    cheapest = min((one.price_fen for one in found), default=0)
    visits = {visit.id: visit for visit in seen.ahead}
    return tuple(
        {
            "number": number,
            "headline": _headline(option),
            "price": _price(option, cheapest),
            "touches": _touches(option, visits),
            "moves": [_move(move, option, seen, visits) for move in option.moves],
            "signed": _signed(option, seen),
        }
        for number, option in enumerate(found, start=1)
    )


def _headline(option: engine.Option) -> str:
    served, left = len(option.served) - len(option.others), len(option.left_out)
    if not left:
        words = ngettext("%(n)s visit, and somebody goes", "%(n)s visits, all served", served)
        return words % {"n": served}
    return gettext("%(served)s served, for %(left)s nobody is found") % {
        "served": served,
        "left": left,
    }


def _price(option: engine.Option, cheapest: int) -> str:
    price = formatting.money(abs(option.price_fen))
    if option.price_fen < 0:
        words = gettext("Saves %(price)s in travel and familiar faces") % {"price": price}
    else:
        words = gettext("Costs %(price)s in travel and unfamiliar faces") % {"price": price}
    more = option.price_fen - cheapest
    if more:
        words += gettext(", %(more)s more than the cheapest way") % {"more": formatting.money(more)}
    return words


def _touches(option: engine.Option, visits: Mapping[int, queries.Ahead]) -> str:
    sent = {one.worker_id for move in option.moves for one in (*move.before, *move.after)}
    homes = {visits[move.visit_id].household for move in option.moves if move.visit_id in visits}
    words = gettext("Touches %(homes)s households and %(people)s workers") % {
        "homes": len(homes),
        "people": len(sent),
    }
    if option.others:
        others = ngettext(
            "%(n)s visit gives way that nothing had happened to",
            "%(n)s visits give way that nothing had happened to",
            len(option.others),
        )
        words += gettext("; ") + others % {"n": len(option.others)}
    return words


def _move(
    move: engine.Moved,
    option: engine.Option,
    seen: queries.Morning,
    visits: Mapping[int, queries.Ahead],
) -> dict[str, object]:
    visit = visits.get(move.visit_id)
    return {
        "household": visit.household if visit else "",
        "is_fixed": bool(visit and visit.is_fixed),
        "is_other": move.visit_id in option.others,
        "before": _people(move.before, seen),
        "after": _people(move.after, seen),
        "is_later": _starts(move.before) not in (None, _starts(move.after)) and bool(move.after),
        "why": [sentence(reason, seen.names) for reason in move.reasons],
    }


def _people(sent: tuple[engine.Sent, ...], seen: queries.Morning) -> str:
    said = (
        f"{seen.names.get(one.worker_id, '')} {formatting.clock(one.starts_at)}" for one in sent
    )
    return gettext(", ").join(said)


def _starts(sent: tuple[engine.Sent, ...]) -> datetime | None:
    return min((one.starts_at for one in sent), default=None)


def _signed(option: engine.Option, seen: queries.Morning) -> str:
    """Return a way as what is to be done, signed, so that it comes back as it was offered."""
    kept = {
        "branch": seen.branch.id,
        "on": seen.on.isoformat(),
        "staffing": seen.staffing,
        "served": [
            (one.visit_id, one.worker_id, one.starts_at.isoformat())
            for one in option.proposals()
            if one.starts_at
        ],
        "left": [move.visit_id for move in option.left_out],
        "others": len(option.others),
        "price": option.price_fen,
    }
    return signing.dumps(kept, salt=SALT, compress=True)


def _read(signed: str, seen: queries.Morning) -> commands.Rearrangement:
    """
    Return what was signed.

    :raises Stale: if it is not ours, or is about another day
    """
    try:
        kept = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        kept = {}
    if (kept.get("branch"), kept.get("on")) != (seen.branch.id, seen.on.isoformat()):
        raise Stale(CHANGED)
    served = tuple(
        engine.replanned(visit_id, worker_id, datetime.fromisoformat(starts_at))
        for visit_id, worker_id, starts_at in kept["served"]
    )
    return commands.Rearrangement(
        branch_id=kept["branch"],
        on=seen.on,
        staffing=kept["staffing"],
        served=served,
        left_out=tuple(kept["left"]),
        others=kept["others"],
        price_fen=kept["price"],
    )


@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Do what was chosen, then show who is told."""
    seen = _seen(request)
    sent = press(
        request,
        lambda: commands.rearrange(
            actor=actor_of(request), decided=_read(request.POST.get("way", ""), seen), at=now()
        ),
        onward=lambda run: to("dispatch:told", run.pk),
    )
    return sent.answer or _shown(request, seen, sent)


@require_POST
def back(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Take back that somebody cannot come."""
    seen = _seen(request)
    sent = press(
        request,
        lambda: workforce.withdraw_leave(actor=actor_of(request), leave_id=leave_id, at=now()),
        onward=_address(seen),
    )
    return sent.answer or _shown(request, seen, sent)


@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show whom a rearranged day concerns and who knows of it; note who was told by telephone."""
    actor, at = actor_of(request), now()
    noun, _slash, number = request.POST.get("told", "").partition("/")
    someone = reading.row_id(number)
    sent = press(
        request,
        lambda: commands.note_told(
            actor=actor,
            run_id=run_id,
            worker_id=someone if noun == "worker" else None,
            household_id=someone if noun == "household" else None,
            at=at,
        ),
        onward=to("dispatch:told", run_id),
    )
    if sent.answer:
        return sent.answer
    seen = rearranged(actor=actor, run_id=run_id)
    return page(
        request,
        "dispatch/told.html#known" if is_part(request) else "dispatch/told.html",
        status=sent.status,
        seen=seen,
        refusal=sent.words,
        price=formatting.money(seen.price_fen),
        people=[_person(one, seen.decided_at, at) for one in seen.people],
        households=[_person(one, seen.decided_at, at) for one in seen.households],
    )


def _person(one: Concerned, decided_at: datetime, at: datetime) -> dict[str, object]:
    tone, words = _knows(one, decided_at, at)
    is_worker = one.noun == "worker"
    return {
        "value": f"{one.noun}/{one.id}",
        "name": one.name,
        "href": reverse("workforce:worker" if is_worker else "dossier:household", args=[one.id]),
        "comes": [_stop(stop, with_home=is_worker) for stop in one.comes],
        "goes": [_stop(stop, with_home=True) for stop in one.goes],
        "state": formatting.mark(tone, words),
        "may_phone": not one.knows,
    }


def _stop(stop: ChangedVisit, *, with_home: bool) -> str:
    if stop.starts_at is None:
        return gettext("nobody found yet")
    who = stop.household if with_home else gettext(", ").join(stop.names)
    return f"{formatting.clock(stop.starts_at)} {who}"


def _knows(one: Concerned, decided_at: datetime, at: datetime) -> tuple[str, str]:
    """Return how it stands with telling somebody: a tone and words."""
    if one.phoned_at:
        words = gettext("told by telephone at %(time)s")
        return "done", words % {"time": formatting.clock(one.phoned_at)}
    message = one.message
    if message is None:
        if at - decided_at < JUST_NOW:
            return "waiting", gettext("is being told")
        return "risk", gettext("takes no messages: please call")
    if message.confirmed_at:
        words = gettext("confirmed at %(time)s")
        return "done", words % {"time": formatting.clock(message.confirmed_at)}
    if message.status == "failed":
        return "late", gettext("the message did not arrive: please call")
    if message.status == "sent":
        words = gettext("told at %(time)s, not confirmed")
        return "waiting", words % {"time": formatting.clock(message.status_since)}
    if message.not_before > at:
        words = gettext("will be told at %(time)s, after the quiet hours")
        return "waiting", words % {"time": formatting.clock(message.not_before)}
    return "waiting", gettext("is being told")


@require_POST
def fix(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Let a visit be fixed, or free to be moved."""
    is_fixed = request.POST.get("fixed") == "yes"
    sent = press(
        request,
        lambda: commands.fix_visit(
            actor=actor_of(request), visit_id=visit_id, is_fixed=is_fixed, at=now()
        ),
        onward=to("dispatch:visit", visit_id),
    )
    return sent.answer or turned_down(request, sent)
