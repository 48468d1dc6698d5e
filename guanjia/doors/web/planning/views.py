"""Plans at the desk: one version with its weeks, and the moves open to it."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.catalog.queries import indicators
from guanjia.chapters.dispatch.queries import suited
from guanjia.chapters.org.models import Branch
from guanjia.chapters.org.policies import may_administer
from guanjia.chapters.planning import commands, queries
from guanjia.chapters.planning.rules import WHOLES
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.dispatch.labels import sentence
from guanjia.doors.web.forms import Question, confirm, press, require, submit, to
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.household_card import card_of
from guanjia.doors.web.planning import labels
from guanjia.doors.web.planning.edits import edits_read
from guanjia.doors.web.planning.forms import BringForm, EndForm, LineForm, TargetsForm, TermsForm
from guanjia.kernel.clock import hours_and_minutes, week_of
from guanjia.vault.masking import masked_phone

WEEKS_SHOWN = 5


@require_GET
def plan(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show one version; a draft can be changed in place."""
    return show_plan(request, version_id)


def show_plan(
    request: HttpRequest, version_id: int, *, status: int = 200, refusal: str = "", **more: object
) -> HttpResponse:
    """Return the page of one version, with forms that were refused and what was typed in them."""
    at = now()
    today = local_today(at)
    record = queries.plan_record(
        actor_of(request), version_id, today=today, language=get_language() or ""
    )
    first = week_of(max(record.starts_on, today))
    days = queries.plan_calendar(record, first=first, days=WEEKS_SHOWN * 7)
    is_draft = record.status == "draft" and record.may_plan
    refused_line = more.pop("line_form", None)
    refused_id = more.pop("line_id", None)
    return page(
        request,
        "planning/plan.html",
        status=status,
        refusal=refusal,
        plan=record,
        card=card_of(request, record.household_id),
        lines=[
            labels.line_row(line)
            | {
                "form": _line_form(
                    line, record.edits, refused_line if line.id == refused_id else None
                )
                if is_draft
                else None,
                "is_open": line.id == refused_id,
            }
            for line in record.lines
        ],
        papers=queries.signed_papers(actor_of(request), version_id, at=at),
        paper_form=more.pop("paper_form", None) or BringForm(initial={"signed_on": today}),
        terms=more.pop("terms", None) or (TermsForm(initial=_terms(record)) if is_draft else None),
        targets=more.pop("targets", None) or (_targets(record) if is_draft else None),
        payment=dict(labels.PAYMENTS).get(record.payment, ""),
        weeks=_weeks(days, today),
        suited=_suited(request, record) if is_draft else (),
        is_draft=is_draft,
        lacks_company=record.may_plan
        and record.status in {"draft", "offered"}
        and record.contract is not None
        and not record.contract.names_the_company,
        may_name_company=bool(may_administer(actor_of(request), Branch(pk=record.branch_id))),
        is_over_budget=record.budget_fen is not None and record.monthly_fee_fen > record.budget_fen,
        can_offer=is_draft and bool(record.lines),
        can_link=record.may_plan and record.status == "offered",
        can_revise=record.may_plan
        and record.status in {"offered", "accepted", "declined", "withdrawn"}
        and not any(one.status == "draft" for one in record.versions),
        can_withdraw=record.may_plan and "withdraw" in record.moves,
        can_end=record.may_plan and "end" in record.moves,
        versions=[
            {
                "href": reverse("planning:plan", args=[one.id]),
                "number": one.number,
                "on": one.id == record.id,
                "state": formatting.state("plan version", one.status),
                "fee": formatting.money(one.monthly_fee_fen),
            }
            for one in record.versions
        ],
        **more,
    )


def _suited(request: HttpRequest, record: queries.PlanRecord) -> list[dict[str, str]]:
    """Return who suits the household, and who does not go to such a home, with the reasons."""
    services = {line.service_id for line in record.lines}
    found = suited(actor_of(request), record.household_id, services)
    return [
        {
            "name": one.name,
            "why": " ".join(sentence(reason) for reason in one.stays_away or one.suits),
            "tone": "idle" if one.stays_away else "good",
        }
        for one in found
    ]


def _line_form(line: queries.LineView, edits: int, refused: object) -> object:
    return refused or LineForm(initial=LineForm.filled_from(line, edits), prefix=f"l{line.id}")


def _terms(record: queries.PlanRecord) -> dict[str, object]:
    return {
        "goal": record.goal,
        "starts_on": record.starts_on,
        "ends_on": record.ends_on,
        "discount_percent": record.discount_percent,
        "payment": record.payment,
        "edits": record.edits,
    }


def _targets(record: queries.PlanRecord) -> TargetsForm:
    known: dict[str, object] = {one.code: one.target for one in record.targets}
    return TargetsForm(indicators=indicators(WHOLES), initial=known | {"edits": record.edits})


def _weeks(days: tuple[queries.CalendarDay, ...], today: date) -> list[list[dict[str, object]]]:
    shown = [
        {
            "day": one.day.day,
            "month": formatting.monthday(one.day) if one.day.day == 1 or one == days[0] else "",
            "full": formatting.day(one.day),
            "weekday": labels.weekday(one.day.weekday()),
            "holiday": one.holiday,
            "in_plan": one.in_plan,
            "is_today": one.day == today,
            "items": [
                {
                    "service": item.service,
                    "time": f"{hours_and_minutes(item.window_from)}–"
                    f"{hours_and_minutes(item.window_until)}",
                }
                for item in one.items
            ],
        }
        for one in days
    ]
    return [shown[first : first + 7] for first in range(0, len(shown), 7)]


@require_POST
def offer(request: HttpRequest, version_id: int) -> HttpResponse:
    """Offer a draft and show how to hand it on."""
    sent = press(
        request,
        lambda: commands.offer_with_link(
            actor=actor_of(request), version_id=version_id, edits=edits_read(request), at=now()
        ),
        onward=lambda made: _with_link(request, version_id, made),
        said=gettext("Offered. Now send it to the household."),
    )
    return sent.answer or show_plan(request, version_id, status=sent.status, refusal=sent.words)


@require_POST
def link(request: HttpRequest, version_id: int) -> HttpResponse:
    """Send the deciding contact a link, or show it to be handed on: QR code, and words to paste."""
    by_sms = request.POST.get("by") == "sms"
    sent = press(
        request,
        lambda: commands.make_answer_link(
            actor=actor_of(request), version_id=version_id, by_sms=by_sms, at=now()
        ),
        onward=lambda made: _with_link(request, version_id, made, by_sms=by_sms),
    )
    return sent.answer or show_plan(request, version_id, status=sent.status, refusal=sent.words)


def _with_link(
    request: HttpRequest, version_id: int, made: commands.AnswerLink, *, by_sms: bool = False
) -> HttpResponse:
    actor, at = actor_of(request), now()
    record = queries.plan_record(
        actor, version_id, today=local_today(at), language=get_language() or ""
    )
    if not made.path:
        return show_plan(
            request,
            version_id,
            sent={"name": made.name, "phone": masked_phone(made.phone), "is_wished": by_sms},
        )
    text = gettext(
        "Hello, this is %(branch)s. Your service plan is ready: %(fee)s a month. "
        "Please read it, ask for changes, or sign it by %(day)s:"
    ) % {
        "branch": record.branch,
        "fee": formatting.money(record.monthly_fee_fen),
        "day": formatting.deadline(record.answer_by),
    }
    return show_plan(
        request, version_id, link={"url": request.build_absolute_uri(made.path), "text": text}
    )


@require_POST
def revise(request: HttpRequest, version_id: int) -> HttpResponse:
    """Begin a new draft from a version."""
    sent = press(
        request,
        lambda: commands.revise_plan(actor=actor_of(request), version_id=version_id, at=now()),
        onward=lambda version: to("planning:plan", version.pk),
    )
    return sent.answer or show_plan(request, version_id, status=sent.status, refusal=sent.words)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask before a draft or an offer is taken back; then take it back."""
    actor, back = actor_of(request), to("planning:plan", version_id)

    def ask() -> Question:
        record = queries.plan_record(
            actor, version_id, today=local_today(now()), language=get_language() or ""
        )
        require(record.may_plan)
        return Question(
            gettext("Take back version %(number)s?") % {"number": record.number},
            gettext("%(household)s can no longer sign it. The text stays readable.")
            % {"household": record.household},
            gettext("Take it back"),
            back=back,
        )

    return confirm(
        request,
        ask,
        lambda: commands.withdraw_plan(actor=actor, version_id=version_id, at=now()),
        onward=back,
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask from which day on an accepted plan ends; then end it."""
    actor, at = actor_of(request), now()
    record = queries.plan_record(
        actor, version_id, today=local_today(at), language=get_language() or ""
    )
    require(record.may_plan)
    form = EndForm(request.POST or None, initial={"stops_on": local_today(at) + timedelta(days=7)})
    sent = submit(
        request,
        form,
        lambda data: commands.end_plan(
            actor=actor,
            version_id=version_id,
            stops_on=data["stops_on"],
            at=at,
        ),
        onward=to("planning:plan", version_id),
    )
    return sent.answer or page(
        request, "planning/end.html", status=sent.status, plan=record, form=form
    )
