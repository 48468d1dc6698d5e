"""Households: one record, and what is done to it with one press."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.assessment import commands as assessing
from guanjia.chapters.assessment import queries as assessment
from guanjia.chapters.assessment.policies import ASSESSORS
from guanjia.chapters.dispatch.queries import held_orders
from guanjia.chapters.dossier import commands, policies, queries
from guanjia.chapters.dossier.commands import households as moves
from guanjia.chapters.dossier.models import Household as Row
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import queries as planning
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dossier import labels, presenters
from guanjia.doors.web.dossier.erasing import erased
from guanjia.doors.web.dossier.forms import (
    AppointmentForm,
    MoveForm,
    ReasonForm,
    ask_about_both,
)
from guanjia.doors.web.forms import is_part, posted, press, require, submit, to, turned_down
from guanjia.doors.web.forms.inputs import instant, local_today
from guanjia.doors.web.household_card import card_of
from guanjia.doors.web.listing import paging
from guanjia.doors.web.record import Looked, Record, Tab
from guanjia.doors.web.timeline import before, stretch
from guanjia.flow.overviews.timeline import household_timeline
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local
from guanjia.kernel.errors import Refusal

MOVES: Mapping[str, Callable[..., object]] = {
    "engage": moves.engage_household,
    "reopen": moves.reopen_household,
    "part": moves.part_with_household,
    "drop": moves.drop_household,
}


@dataclass(frozen=True, slots=True)
class Household:
    """A household, and what counts on every tab of its record."""

    record: queries.HouseholdRecord
    plans: tuple[planning.PlanRow, ...]
    orders_given: int
    appointments: tuple[assessment.AppointmentLine, ...]
    due: list[presenters.Row]


Looking = Looked[Household]


def _find(actor: Actor, household_id: int, at: datetime) -> Household:
    today = local_today(at)
    record = queries.household_record(actor, household_id, on=today)
    plans = planning.plans_of(actor, household_id)
    appointments = assessment.appointments_of(actor, household_id)
    booked = planning.booked_orders_of(actor, household_id)
    return Household(
        record=record,
        plans=plans,
        orders_given=planning.count_orders_of(actor, household_id),
        appointments=appointments,
        due=presenters.due(record, plans, booked, appointments, today=today),
    )


def _says(looked: Looking) -> dict[str, object]:
    record = looked.row.record
    return {
        "record": record,
        "audience": presenters.audience(record),
        "moves": presenters.moves(record),
        "card": card_of(looked.request, record.id),
    }


def _known(looked: Looking) -> dict[str, object]:
    record = looked.row.record
    ended = [one for one in record.diets if one.ended_at]
    commands.note_diets_read(actor=looked.actor, household_id=record.id, diets=ended, at=looked.at)
    return {"known": presenters.known(record)}


def _agreed(looked: Looking) -> dict[str, object]:
    actor, query, household_id = looked.actor, looked.request.GET, looked.row.record.id
    orders = planning.orders_of(
        actor, household_id, total=looked.row.orders_given, number=reading.page_number(query)
    )
    held = held_orders([row.id for row in orders.rows], at=looked.at)
    assessments = assessment.assessments_of(actor, household_id, language=get_language() or "")
    return {
        "plans": [presenters.plan_row(row) for row in looked.row.plans],
        "orders": [presenters.order_row(row, held.get(row.id), looked.at) for row in orders.rows],
        "paging": paging(query, orders),
        "assessments": [presenters.assessment_row(row) for row in assessments],
    }


def _happened(looked: Looking) -> dict[str, object]:
    query = looked.request.GET
    return stretch(
        query,
        household_timeline(
            actor=looked.actor, household_id=looked.row.record.id, before=before(query)
        ),
    )


def _due(looked: Looking) -> dict[str, object]:
    appointments = [presenters.appointment_row(row) for row in looked.row.appointments]
    return {"due": looked.row.due, "appointments": appointments}


HOUSEHOLD = Record(
    address="dossier:household",
    template="dossier/household.html",
    named="household_id",
    find=_find,
    says=_says,
    tabs=(
        Tab("know", _("What we know"), _known),
        Tab(
            "agreed",
            _("What is agreed"),
            _agreed,
            lambda looked: len(looked.row.plans) + looked.row.orders_given,
        ),
        Tab("happened", _("What happened"), _happened),
        Tab("due", _("What is due"), _due, lambda looked: len(looked.row.due) or None),
    ),
)


@require_GET
def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show a household; of one that was erased, only that it was."""
    try:
        return HOUSEHOLD.show(request, household_id)
    except Row.DoesNotExist:
        return erased(request, household_id)


withdraw_consent = HOUSEHOLD.button(commands.withdraw_consent, said=_("The consent is withdrawn."))


@require_POST
def reveal(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show one masked value in clear; the access is recorded."""
    part, row_id = request.POST.get("part", ""), reading.row_id_or_404(request.POST.get("row", ""))

    def shown(text: str) -> HttpResponse:
        if is_part(request):
            return page(request, "dossier/revealed.html", text=text)
        revealed = {"part": part, "row": row_id, "text": text}
        return HOUSEHOLD.show(request, household_id, revealed=revealed)

    sent = press(
        request,
        lambda: commands.reveal(
            actor=actor_of(request), household_id=household_id, part=part, row_id=row_id, at=now()
        ),
        onward=shown,
    )
    return sent.answer or HOUSEHOLD.show(request, household_id, sent)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, household_id: int, name: str) -> HttpResponse:
    """Ask before a household is engaged, given up, parted with or taken up again; then do it."""
    actor = actor_of(request)
    row = policies.visible_households(actor).get(id=household_id)
    if name not in MOVES:
        raise Http404
    policies.may_move(actor, row).require()
    is_final = name in {"part", "drop"}
    form = ReasonForm(posted(request)) if is_final else forms.Form(posted(request))
    sent = submit(
        request,
        form,
        lambda data: MOVES[name](actor=actor, household_id=household_id, at=now(), **data),
        onward=to("dossier:household", household_id),
        page_says=Refusal,
    )
    return sent.answer or page(
        request,
        "dossier/move.html",
        status=sent.status,
        refusal=sent.words,
        household_id=household_id,
        display_name=row.display_name,
        verb=formatting.word("household", name),
        effect=presenters.MOVE_EFFECTS[name],
        is_final=is_final,
        form=form if is_final else None,
    )


@require_POST
def let_in(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show how a contact comes in: an address for everybody, and the code that only they receive."""
    record = queries.household_record(actor_of(request), household_id, on=local_today(now()))
    contact_id = reading.row_id_or_404(request.POST.get("contact", ""))
    contact = next((one for one in record.contacts if one.id == contact_id), None)
    if contact is None or not record.may_keep:
        raise Http404
    link = {
        "url": request.build_absolute_uri(reverse("account_request_login_code")),
        "text": gettext(
            "%(name)s, here is your family's page with us. Sign in with your number %(phone)s; "
            "a code comes by SMS."
        )
        % {"name": contact.name, "phone": contact.phone},
    }
    return HOUSEHOLD.show(request, household_id, link=link)


@require_http_methods(["GET", "POST"])
def promise_appointment(request: HttpRequest, household_id: int) -> HttpResponse:
    """Promise that somebody comes to assess."""
    actor = actor_of(request)
    record = queries.household_record(actor, household_id, on=local_today(now()))
    require(actor.holds(*ASSESSORS, at=record.branch_id))
    homes = [(home.id, home.name or home.district or home.address) for home in record.homes]
    form = AppointmentForm(posted(request), homes=homes)
    sent = submit(
        request,
        form,
        lambda data: assessing.promise_appointment(
            actor=actor,
            household_id=household_id,
            home_id=data["home"],
            starts_at=instant(data["day"], data["time"], zone_of(record.branch_id)),
            minutes=data["minutes"],
            is_meant=data["is_meant"],
            at=now(),
        ),
        onward=to("dossier:household", household_id, tab="due"),
        said=gettext("The visit is promised and noted."),
        undo=lambda promised: to("dossier:call_off_appointment", promised.pk),
        field_names={"starts_at": "day"},
    )
    ask_about_both(form, sent)
    return sent.answer or page(
        request,
        "dossier/part.html",
        status=sent.status,
        form=form,
        title=labels.APPOINTMENT,
        household_id=household_id,
        display_name=record.display_name,
    )


@require_http_methods(["GET", "POST"])
def move_appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Come at another time than was promised; the household is told both."""
    actor = actor_of(request)
    line = assessment.appointment_line(actor, appointment_id)
    require(actor.holds(*ASSESSORS, at=line.branch_id))
    zone = zone_of(line.branch_id)
    stands = local(line.starts_at, zone)
    form = MoveForm(
        posted(request),
        initial={
            "day": stands.date(),
            "time": stands.time(),
            "minutes": line.minutes,
            "was": line.starts_at.isoformat(),
        },
    )
    sent = submit(
        request,
        form,
        lambda data: assessing.move_appointment(
            actor=actor,
            appointment_id=appointment_id,
            was=data["was"],
            starts_at=instant(data["day"], data["time"], zone),
            minutes=data["minutes"],
            is_meant=data["is_meant"],
            at=now(),
        ),
        onward=to("dossier:household", line.household_id, tab="due"),
        said=gettext(
            "Moved. A household that agreed to messages is told the old time and the new."
        ),
        field_names={"starts_at": "day"},
    )
    ask_about_both(form, sent)
    return sent.answer or page(
        request,
        "dossier/part.html",
        status=sent.status,
        form=form,
        title=gettext("Move the visit: %(when)s")
        % {
            "when": formatting.when(
                line.starts_at, line.starts_at + timedelta(minutes=line.minutes)
            )
        },
        household_id=line.household_id,
        display_name=line.household,
    )


@require_POST
def call_off_appointment(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Call off a promised visit."""
    sent = press(
        request,
        lambda: assessing.call_off_appointment(
            actor=actor_of(request), appointment_id=appointment_id, at=now()
        ),
        onward=lambda called_off: to("dossier:household", called_off.household_id, tab="due"),
        said=gettext("The visit is called off."),
    )
    return sent.answer or turned_down(request, sent)
