"""Free times while the client is on the phone: a part that other pages load into their forms."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from guanjia.chapters.dispatch import engine
from guanjia.doors.manners import actor_of, in_words, now, page, status_of
from guanjia.doors.web import show
from guanjia.doors.web.asking import local_today
from guanjia.doors.web.dispatch.words import sentence
from guanjia.kernel.errors import Refusal

MOST_OFFERED = 8
DAYS_OFFERED = 7


class SlotForm(forms.Form):
    """For whom, what, how long, from which day on."""

    household = forms.IntegerField(min_value=1)
    home = forms.IntegerField(min_value=1)
    service = forms.IntegerField(min_value=1)
    minutes = forms.IntegerField(min_value=15, max_value=24 * 60)
    people = forms.IntegerField(min_value=1, max_value=8, required=False)
    on = forms.DateField(required=False)


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
    at = now()
    first = max(asked["on"] or local_today(at), local_today(at))
    try:
        found = engine.slots(
            actor=actor_of(request),
            household_id=asked["household"],
            home_id=asked["home"],
            service_id=asked["service"],
            minutes=asked["minutes"],
            people=asked["people"] or 1,
            first_day=first,
            until_day=first + timedelta(days=DAYS_OFFERED),
            at=at,
        )
    except Refusal as error:
        status = status_of(error)
        return page(
            request, "dispatch/slots.html", status=status, refusal=in_words(error), slots=()
        )
    return page(
        request,
        "dispatch/slots.html",
        refusal="",
        slots=[_offered(slot) for slot in found[:MOST_OFFERED]],
    )


def _offered(slot: engine.Slot) -> dict[str, object]:
    return {
        "value": f"{slot.starts_at.isoformat()}/{slot.worker_id}",
        "day": show.day(slot.starts_at),
        "time": show.span(slot.starts_at, slot.ends_at),
        "name": slot.name,
        "why": sentence(slot.reasons[0]) if slot.reasons else "",
    }
