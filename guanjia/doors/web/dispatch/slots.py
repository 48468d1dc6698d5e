"""Free times while the client is on the phone: a part that other pages load into their forms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from guanjia.chapters.dispatch import engine
from guanjia.chapters.dossier.queries import NOTHING_SAID, Said
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dispatch.labels import sentence
from guanjia.doors.web.forms import Sent, attempt
from guanjia.doors.web.forms.inputs import local_today

MOST_OFFERED = 8
DAYS_OFFERED = 7
REASONS_SHOWN = 2


class SlotForm(forms.Form):
    """For whom, what, how long, from which day on."""

    household = reading.IdField()
    home = reading.IdField()
    service = reading.IdField()
    minutes = reading.NumberField(min_value=15, max_value=24 * 60)
    people = reading.NumberField(min_value=1, max_value=8, required=False)
    on = reading.DayField(required=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A free time that was chosen: when, and who comes."""

    starts_at: datetime
    worker_id: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Free times as radio buttons, the best first; or why there are none, with its status."""

    slots: tuple[dict[str, object], ...] = ()
    refusal: str = ""
    status: int = 200


@require_GET
def slots(request: HttpRequest) -> HttpResponse:
    """
    Offer the best free times of the next days, the best first.

    Each is a radio button `slot` whose value is the start and the worker's id, parted by a slash.
    """
    form = SlotForm(request.GET)
    if not form.is_valid():
        words = gettext("Choose the home, the service and how long first.")
        return page(request, "dispatch/slots.html", status=422, refusal=words, slots=())
    asked = form.cleaned_data
    offer = offered(
        request,
        household_id=asked["household"],
        home_id=asked["home"],
        service_id=asked["service"],
        minutes=asked["minutes"],
        people=asked["people"] or 1,
        on=asked["on"],
    )
    return page(
        request,
        "dispatch/slots.html",
        status=offer.status,
        refusal=offer.refusal,
        slots=offer.slots,
    )


def offered(
    request: HttpRequest,
    *,
    household_id: int | None,
    home_id: int | None,
    service_id: int,
    minutes: int,
    people: int,
    on: date | None,
    branch_id: int = 0,
    said: Said = NOTHING_SAID,
    most: int = MOST_OFFERED,
    chosen: str = "",
) -> Offer:
    """
    Return the best free times within a week from `on` or today, in the order of time.

    Of fewer than all, each is of another day where that can be: a choice of one day is none.

    :param said: what is said just now, besides what the household said before
    :param chosen: the value of the one that is chosen already
    """
    at = now()
    first = max(on or local_today(at), local_today(at))
    found = attempt(
        lambda: engine.slots(
            actor=actor_of(request),
            household_id=household_id,
            home_id=home_id,
            branch_id=branch_id,
            service_id=service_id,
            minutes=minutes,
            people=people,
            first_day=first,
            until_day=first + timedelta(days=DAYS_OFFERED),
            at=at,
            said=said,
        )
    )
    if isinstance(found, Sent):
        return Offer(refusal=found.words, status=found.status)
    best_of_days = {formatting.day(slot.starts_at): slot for slot in reversed(found)}
    leading = [slot for slot in found if slot in best_of_days.values()]
    best = [*leading, *(slot for slot in found if slot not in leading)][:most]
    best.sort(key=lambda slot: slot.starts_at)
    return Offer(tuple(_formatted(slot, chosen) for slot in best))


def _formatted(slot: engine.Slot, chosen: str) -> dict[str, object]:
    value = f"{slot.starts_at.isoformat()}/{slot.worker_id}"
    telling = [reason for reason in slot.reasons if reason.code != "new_here"]
    return {
        "value": value,
        "on": value == chosen,
        "day": formatting.day(slot.starts_at),
        "time": formatting.span(slot.starts_at, slot.ends_at),
        "name": slot.name,
        "why": " ".join(sentence(reason) for reason in telling[:REASONS_SHOWN]),
    }


def chosen_in(value: str) -> Chosen | None:
    """Return the free time behind the value of a radio button; None if it is none."""
    starts_at, _slash, worker_id = value.rpartition("/")
    moment, worker = reading.moment_in(starts_at), reading.row_id(worker_id)
    return Chosen(moment, worker) if moment and worker else None
