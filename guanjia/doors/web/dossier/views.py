"""Households: one record, and what is done to it with one press."""

from collections.abc import Callable, Mapping

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from guanjia.chapters.assessment import commands as assessing
from guanjia.chapters.assessment import queries as assessment
from guanjia.chapters.assessment.policies import ASSESSORS
from guanjia.chapters.dossier import commands, policies, queries
from guanjia.chapters.dossier.commands import households as moves
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import queries as planning
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.asking import instant, local_today
from guanjia.doors.web.dossier import labels, presenters
from guanjia.doors.web.dossier.forms import AppointmentForm, ReasonForm
from guanjia.doors.web.forms import is_part, posted, press, require, submit, to, turned_down
from guanjia.doors.web.listing import paging
from guanjia.doors.web.timeline import moments
from guanjia.flow.overviews.timeline import household_timeline
from guanjia.kernel.errors import Refusal

TABS = ("know", "agreed", "happened", "due")
MOVES: Mapping[str, Callable[..., object]] = {
    "engage": moves.engage_household,
    "reopen": moves.reopen_household,
    "part": moves.part_with_household,
    "drop": moves.drop_household,
}


@require_GET
def household(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show one household: what we know, what is agreed, what happened, what is due."""
    return show_household(request, household_id)


def show_household(
    request: HttpRequest, household_id: int, *, status: int = 200, refusal: str = "", **more: object
) -> HttpResponse:
    """Show one tab of a household, with what was just refused or is shown only now."""
    actor, at = actor_of(request), now()
    tab = request.GET.get("tab", "know")
    if tab not in TABS:
        raise Http404
    record = queries.household_record(actor, household_id, on=local_today(at))
    plans = planning.plans_of(actor, household_id)
    appointments = assessment.appointments_of(actor, household_id)
    booked = planning.booked_orders_of(actor, household_id)
    due = presenters.due(record, plans, booked, appointments, today=local_today(at))
    orders_given = planning.count_orders_of(actor, household_id)
    words: dict[str, object] = {}
    if tab == "know":
        commands.note_allergies_read(actor=actor, record=record, at=at)
        words["known"] = presenters.known(record)
    elif tab == "agreed":
        words = _agreed(request, household_id, plans, orders_given)
    elif tab == "happened":
        words["moments"] = moments(household_timeline(actor=actor, household_id=household_id))
    else:
        words = {
            "due": due,
            "appointments": [presenters.appointment_row(row) for row in appointments],
        }
    return page(
        request,
        "dossier/household.html",
        status=status,
        refusal=refusal,
        record=record,
        audience=presenters.audience(record),
        tab=tab,
        tabs=presenters.tabs(household_id, tab, len(plans) + orders_given, len(due)),
        moves=presenters.moves(record),
        **words,
        **more,
    )


def _agreed(
    request: HttpRequest,
    household_id: int,
    plans: tuple[planning.PlanRow, ...],
    orders_given: int,
) -> dict[str, object]:
    actor, number = actor_of(request), reading.page_number(request.GET)
    orders = planning.orders_of(actor, household_id, total=orders_given, number=number)
    assessments = assessment.assessments_of(actor, household_id, language=get_language() or "")
    return {
        "plans": [presenters.plan_row(row) for row in plans],
        "orders": [presenters.order_row(row) for row in orders.rows],
        "paging": paging(request.GET, orders),
        "assessments": [presenters.assessment_row(row) for row in assessments],
    }


@require_POST
def reveal(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show one masked value in clear; the look is recorded."""
    part, row_id = request.POST.get("part", ""), reading.row_id_or_404(request.POST.get("row", ""))

    def shown(text: str) -> HttpResponse:
        if is_part(request):
            return page(request, "dossier/revealed.html", text=text)
        revealed = {"part": part, "row": row_id, "text": text}
        return show_household(request, household_id, revealed=revealed)

    sent = press(
        request,
        lambda: commands.reveal(
            actor=actor_of(request), household_id=household_id, part=part, row_id=row_id, at=now()
        ),
        onward=shown,
    )
    return sent.answer or show_household(
        request, household_id, status=sent.status, refusal=sent.words
    )


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
        lambda told: MOVES[name](actor=actor, household_id=household_id, at=now(), **told),
        onward=to("dossier:household", household_id),
        page_says=Refusal,
    )
    return sent.answer or page(
        request,
        "dossier/move.html",
        status=sent.status,
        refusal=sent.words,
        household_id=household_id,
        called=row.called,
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
    return show_household(request, household_id, link=link)


@require_POST
def withdraw_consent(request: HttpRequest, household_id: int, consent_id: int) -> HttpResponse:
    """Withdraw a consent: as easy as giving it."""
    sent = press(
        request,
        lambda: commands.withdraw_consent(
            actor=actor_of(request), household_id=household_id, consent_id=consent_id, at=now()
        ),
        onward=to("dossier:household", household_id),
        said=gettext("The consent is withdrawn."),
    )
    return sent.answer or show_household(
        request, household_id, status=sent.status, refusal=sent.words
    )


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
        lambda told: assessing.promise_appointment(
            actor=actor,
            household_id=household_id,
            home_id=told["home"],
            starts_at=instant(told["day"], told["time"], zone_of(record.branch_id)),
            minutes=told["minutes"],
            at=now(),
        ),
        onward=to("dossier:household", household_id, tab="due"),
        said=gettext("The visit is promised and noted."),
        undo=lambda promised: to("dossier:call_off_appointment", promised.pk),
        called={"starts_at": "day"},
    )
    return sent.answer or page(
        request,
        "dossier/part.html",
        status=sent.status,
        form=form,
        title=labels.APPOINTMENT,
        household_id=household_id,
        called=record.called,
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
