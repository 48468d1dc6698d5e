"""A new call: one page, the phone at the ear, from the number to what was promised."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.catalog.queries import Service, offered_services
from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dossier import commands, policies, queries
from guanjia.chapters.org.policies import visible_branches
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.planning.models import Order
from guanjia.chapters.planning.queries import OrderQuote, order_quote
from guanjia.chapters.planning.rules import AgainstSaid
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dispatch.slots import Chosen, Offer, chosen_in, offered
from guanjia.doors.web.dossier.call_forms import (
    BY_THE_WAY,
    CallForm,
    KnownCallForm,
    as_said,
    caller_in,
)
from guanjia.doors.web.dossier.forms import ask_about_both
from guanjia.doors.web.dossier.labels import READ_OUT
from guanjia.doors.web.forms import NOT_SENT, Sent, attempt, submit, to
from guanjia.doors.web.forms.inputs import instant, local_today
from guanjia.doors.web.household_card import card_of
from guanjia.flow.journeys import take_call_of_household
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.words import _

TIMES_OFFERED = 3
Promised = TypeVar("Promised")


def _branches(actor: Actor) -> list[tuple[int, str]]:
    """
    Return the branches for which the actor takes calls.

    :raises NotAllowed: if there are none
    """
    rows = visible_branches(actor).order_by("name").values_list("id", "name")
    found = [row for row in rows if policies.may_open(actor, row[0])]
    if not found:
        raise NotAllowed(_("Your role does not include this. Ask a branch manager."))
    return found


def _services(services: tuple[Service, ...]) -> list[tuple[int, str]]:
    """Return what can be booked once, the usual cleaning first."""
    single = [one for one in services if one.rhythm != "post"]
    ordered = sorted(single, key=lambda one: (one.category != "cleaning", one.category, one.id))
    return [(one.id, one.name) for one in ordered]


def _known(actor: Actor, request: HttpRequest) -> queries.HouseholdRecord | None:
    number = request.GET.get("household", "")
    if not number:
        return None
    household_id = reading.row_id_or_404(number)
    return queries.household_record(actor, household_id, on=local_today(now()))


@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    """Take a call: open a household, or serve one that we know, and promise what comes next."""
    actor = actor_of(request)
    branches = _branches(actor)
    services = offered_services(actor)
    known = _known(actor, request)
    form = _form(request, known, branches, services)
    sent, offer = NOT_SENT, None
    if request.method == "POST" and "look" in request.POST:
        offer = _times(request, form, known, branches)
    elif request.method == "POST":
        if form.is_valid():
            _ask_about_duplicates(actor, form, known)
        sent = submit(
            request,
            form,
            lambda data: _take(request, actor, data | {"heard": form.heard()}, known),
            onward=lambda address: address,
            field_names={"starts_at": "day", "time": "not_after"},
        )
        ask_about_both(form, sent)
        offer = _times(request, form, known, branches) if "slot" in request.POST else None
    if sent.answer:
        return sent.answer
    quote, no_price = _priced(actor, form, known, branches)
    return page(
        request,
        "dossier/new_call.html",
        status=sent.status,
        offer=offer,
        form=form,
        known=known,
        card=card_of(request, known.id) if known else [],
        duplicates=_duplicates(actor, form["phone"].value() or "") if not known else (),
        is_against_said=isinstance(sent.refusal, AgainstSaid),
        quote=quote,
        no_price=no_price,
        branches=branches,
        read_out=READ_OUT,
    )


def _form(
    request: HttpRequest,
    known: queries.HouseholdRecord | None,
    branches: list[tuple[int, str]],
    services: tuple[Service, ...],
    *,
    given: QueryDict | None = None,
) -> CallForm:
    kinds: dict[str, Any] = {
        "branches": branches,
        "services": _services(services),
        "today": local_today(now()),
        "initial": {"phone": request.GET.get("phone", "")},
    }
    given = _at_the_time_chosen(request) if request.method == "POST" else given
    if known:
        homes = [(home.id, home.name or home.district or home.address) for home in known.homes]
        return KnownCallForm(given, homes=homes, may_note=known.may_keep, **kinds)
    return CallForm(given, **kinds)


def _at_the_time_chosen(request: HttpRequest) -> QueryDict:
    """Return what was sent, with day and time of the free time that was chosen, if one was."""
    given = request.POST.copy()
    if chosen := chosen_in(given.get("slot", "")):
        local = timezone.localtime(chosen.starts_at)
        given["day"], given["time"] = f"{local:%Y-%m-%d}", f"{local:%H:%M}"
    return given


def _ask_about_duplicates(
    actor: Actor, form: CallForm, known: queries.HouseholdRecord | None
) -> None:
    """Ask, beside the number, whether a household that we know is calling."""
    given = form.cleaned_data
    if known or given["is_other"] or not queries.duplicates_of(actor, given["phone"]):
        return
    form.add_error(
        "phone",
        gettext(
            "This number is known. Take the call for that household, or say that it is another."
        ),
    )


def _take(
    request: HttpRequest,
    actor: Actor,
    given: dict[str, Any],
    known: queries.HouseholdRecord | None,
) -> str:
    """Do what the call ends with, and return where it leads."""
    zone = zone_of(known.branch_id if known else given["branch"])
    if given["goes_on"] == "open":
        household_id = _with_wish(
            actor, given, known, lambda: known.id if known else _opened(actor, given)
        )
    elif given["goes_on"] == "assess":
        starts_at = instant(given["day"], given["time"], zone)
        household_id = _with_wish(
            actor, given, known, lambda: _promised(actor, given, known, starts_at)
        )
        messages.success(request, gettext("The visit is promised and noted."))
    else:
        chosen = chosen_in(request.POST.get("slot", ""))
        starts_at = chosen.starts_at if chosen else instant(given["day"], given["time"], zone)
        order = _with_wish(
            actor, given, known, lambda: _booked(actor, given, known, starts_at, chosen)
        )
        messages.success(request, _booked_words(order, is_held=bool(chosen)))
        return to("planning:order", order.pk)
    return to("dossier:household", household_id)


def _booked_words(order: Order, *, is_held: bool) -> str:
    """Return what came of it: what is held for a while only is not called booked."""
    if is_held:
        words = gettext("%(code)s: the time is held. Confirm it as soon as the household agrees.")
    else:
        words = gettext("Booked: %(code)s.")
    return words % {"code": order.code}


def _with_wish(
    actor: Actor,
    given: dict[str, Any],
    known: queries.HouseholdRecord | None,
    promise: Callable[[], Promised],
) -> Promised:
    """Do what the call ends with; what a household that we know would like is noted along with it."""
    if known is None:
        return promise()
    return take_call_of_household(
        actor=actor,
        household_id=known.id,
        wish=given.get("wish", ""),
        heard=given["heard"],
        promise=promise,
        at=now(),
    )


def _opened(actor: Actor, given: dict[str, Any]) -> int:
    return commands.open_household(actor=actor, at=now(), **caller_in(given)).pk


def _promised(
    actor: Actor,
    given: dict[str, Any],
    known: queries.HouseholdRecord | None,
    starts_at: datetime,
) -> int:
    if not known:
        promised = assessment.promise_by_phone(
            actor=actor,
            caller=caller_in(given),
            starts_at=starts_at,
            is_meant=given["is_meant"],
            at=now(),
        )
    else:
        promised = assessment.promise_appointment(
            actor=actor,
            household_id=known.id,
            home_id=given["home"],
            starts_at=starts_at,
            is_meant=given["is_meant"],
            at=now(),
        )
    return promised.household_id


def _booked(
    actor: Actor,
    given: dict[str, Any],
    known: queries.HouseholdRecord | None,
    starts_at: datetime,
    chosen: Chosen | None,
) -> Order:
    names = ("minutes", "brings_tools", "note", "agreed_price_fen", "despite_said", "key")
    order = {name: given[name] for name in names}
    order |= {"service_id": given["service"], "starts_at": starts_at}
    caller = None if known else caller_in(given)
    if known:
        order |= {"household_id": known.id, "home_id": given["home"]}
    if chosen:
        return dispatch.book_slot(
            actor=actor, worker_id=chosen.worker_id, caller=caller, at=now(), **order
        )
    if caller is not None:
        return planning.book_by_phone(actor=actor, caller=caller, at=now(), **order)
    return planning.book_order(actor=actor, at=now(), **order)


@require_POST
def known_numbers(request: HttpRequest) -> HttpResponse:
    """Answer, while the number is typed, whether we know it; posted, so that no log keeps it."""
    duplicates = _duplicates(actor_of(request), request.POST.get("phone", ""))
    return page(request, "dossier/new_call.html#known", duplicates=duplicates)


def _duplicates(actor: Actor, phone: str) -> list[dict[str, object]]:
    return [
        {
            "display_name": one.display_name,
            "code": one.code,
            "contact": one.contact,
            "state": formatting.state("household", one.status),
            "href": f"{reverse('dossier:new_call')}?household={one.id}",
            "record": reverse("dossier:household", args=[one.id]),
        }
        for one in queries.duplicates_of(actor, phone)
    ]


@require_GET
def price(request: HttpRequest) -> HttpResponse:
    """Answer, while the visit is chosen, what it costs."""
    actor = actor_of(request)
    branches = _branches(actor)
    known = _known(actor, request)
    form = _form(request, known, branches, offered_services(actor), given=request.GET)
    quote, no_price = _priced(actor, form, known, branches)
    return page(request, "dossier/new_call.html#price", quote=quote, no_price=no_price)


@require_GET
def times(request: HttpRequest) -> HttpResponse:
    """Offer, while the visit is chosen, the best free times for it."""
    actor = actor_of(request)
    branches = _branches(actor)
    known = _known(actor, request)
    form = _form(request, known, branches, offered_services(actor), given=request.GET)
    offer = _times(request, form, known, branches)
    return page(request, "dossier/new_call.html#times", offer=offer)


def _times(
    request: HttpRequest,
    form: CallForm,
    known: queries.HouseholdRecord | None,
    branches: list[tuple[int, str]],
) -> Offer:
    quote = attempt(lambda: _quote(actor_of(request), form, known, branches))
    if isinstance(quote, Sent):
        return Offer(refusal=quote.words, status=quote.status)
    if quote is None:
        return Offer()
    homes = [home.id for home in known.homes] if known else []
    return offered(
        request,
        household_id=known.id if known else None,
        home_id=_value(form, "home") or next(iter(homes), None),
        branch_id=_value(form, "branch") or branches[0][0],
        service_id=_value(form, "service") or next(iter(form.services)),
        minutes=quote.minutes,
        people=quote.people,
        on=_value(form, "day"),
        said=as_said({name: _value(form, name) for name in BY_THE_WAY}),
        most=TIMES_OFFERED,
        chosen=form.data.get("slot", ""),
    )


def _priced(
    actor: Actor,
    form: CallForm,
    known: queries.HouseholdRecord | None,
    branches: list[tuple[int, str]],
) -> tuple[OrderQuote | None, str]:
    """Return the price of the visit in the form, or why there is none."""
    quote = attempt(lambda: _quote(actor, form, known, branches))
    return (None, quote.words) if isinstance(quote, Sent) else (quote, "")


def _quote(
    actor: Actor,
    form: CallForm,
    known: queries.HouseholdRecord | None,
    branches: list[tuple[int, str]],
) -> OrderQuote | None:
    """
    Return what the visit in the form as it stands would cost; None if there is none to price.

    :raises Invalid: if the price goes by an area that is not known
    """
    today = local_today(now())
    service = _value(form, "service") or next(iter(form.services), None)
    branch = known.branch_id if known else _value(form, "branch") or branches[0][0]
    if not service:
        return None
    areas = {home.id: home.area_m2 for home in known.homes} if known else {}
    home_id = _value(form, "home") or next(iter(areas), 0)
    area = areas.get(home_id) if known else _value(form, "area_m2")
    return order_quote(
        actor,
        branch_id=branch,
        service_id=service,
        on=_value(form, "day") or today,
        today=today,
        minutes=_value(form, "minutes"),
        brings_tools=bool(_value(form, "brings_tools")),
        area_m2=area,
    )


def _value(form: CallForm, name: str) -> Any:
    """Return what stands in a field if it can be read, before the whole form is."""
    if name not in form.fields:
        return None
    try:
        return form.fields[name].clean(form[name].value())
    except ValidationError:
        return None
