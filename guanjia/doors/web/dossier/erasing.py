"""Forgetting a household: noting that it asked, what stands against it, and the last word."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.dossier import commands, queries
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web import formatting
from guanjia.doors.web.dossier import labels
from guanjia.doors.web.dossier.forms import ErasureForm
from guanjia.doors.web.forms import (
    NOT_SENT,
    Question,
    Sent,
    confirm,
    posted,
    press,
    require,
    submit,
    to,
)
from guanjia.flow import journeys
from guanjia.flow.chapter import Obstacle
from guanjia.flow.overviews.erasing import what_stands_against
from guanjia.kernel.words import _

OBSTACLES: dict[str, tuple[str, Callable[[int], str]]] = {
    "visit": (
        _("a visit that is to come or goes on"),
        lambda row: reverse("dispatch:visit", args=[row]),
    ),
    "plan": (
        _("a plan that holds or is drafted"),
        lambda row: reverse("planning:plan", args=[row]),
    ),
    "order": (_("an order that is not done"), lambda row: reverse("planning:order", args=[row])),
    "callback": (
        _("a call-back that is due"),
        lambda row: reverse("relations:callback", args=[row]),
    ),
    "incident": (
        _("an incident that is not closed"),
        lambda row: reverse("fieldwork:incident_record", args=[row]),
    ),
    "alert": (_("an alert nobody has seen to"), lambda row: reverse("fieldwork:alert", args=[row])),
    "appointment": (
        _("a promised visit to assess"),
        lambda row: reverse("dossier:household", args=[row]) + "?tab=due",
    ),
}
"""What can stand against it, and the page on which it is brought to an end."""


def _obstacle(one: Obstacle) -> dict[str, str]:
    words, address = OBSTACLES[one.kind]
    return {
        "words": gettext(words),
        "href": address(one.row_id),
        "until": formatting.when(one.until) if one.until else "",
    }


@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show how it stands with forgetting a household; note that it asked."""
    form = ErasureForm(posted(request))
    sent = submit(
        request,
        form,
        lambda told: commands.ask_for_erasure(
            actor=actor_of(request), household_id=household_id, at=now(), **told
        ),
        onward=to("dossier:erasure", household_id),
        said=gettext("It is noted that the household asked to be forgotten."),
    )
    return sent.answer or _shown(request, household_id, sent, form)


def _shown(
    request: HttpRequest, household_id: int, sent: Sent = NOT_SENT, form: ErasureForm | None = None
) -> HttpResponse:
    card = queries.erasure_card(actor_of(request), household_id, at=now())
    return page(
        request,
        "dossier/erasure.html",
        status=sent.status,
        refusal=sent.words,
        card=card,
        how=labels.said(labels.ASKED_BY, card.how),
        form=form or ErasureForm(),
        obstacles=[_obstacle(one) for one in what_stands_against(household_id)],
    )


@require_POST
def take_back(request: HttpRequest, household_id: int) -> HttpResponse:
    """Let a household stay after all."""
    sent = press(
        request,
        lambda: commands.take_back_erasure(
            actor=actor_of(request), household_id=household_id, at=now()
        ),
        onward=to("dossier:erasure", household_id),
        said=gettext("The household stays: nothing is erased."),
    )
    return sent.answer or _shown(request, household_id, sent)


@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, household_id: int) -> HttpResponse:
    """Ask a manager for the last word, on a page of its own; the door has asked who it is."""
    actor, at = actor_of(request), now()

    def asked() -> Question:
        card = queries.erasure_card(actor, household_id, at=at)
        require(card.may_confirm and card.status == "asked")
        due = card.due_at
        assert due is not None
        return Question(
            title=gettext("Erase %(household)s for good?") % {"household": card.household},
            words=gettext(
                "Names, numbers, addresses, health, habits, words, pictures and signatures are gone "
                "after %(due)s. This cannot be undone by anybody. What was agreed and paid is kept "
                "until %(kept)s without saying whose it was."
            )
            % {"due": formatting.when(due), "kept": formatting.dated(card.kept_until)},
            verb=gettext("Erase for good"),
            back=reverse("dossier:erasure", args=[household_id]),
        )

    def led(is_erased: bool) -> str:
        return reverse("dossier:household" if is_erased else "dossier:erasure", args=[household_id])

    return confirm(
        request,
        asked,
        lambda: journeys.confirm_erasure(actor=actor, household_id=household_id, at=at),
        onward=led,
        said=lambda is_erased: (
            gettext("The household is erased.")
            if is_erased
            else gettext("Confirmed: the household is erased as soon as its time has come.")
        ),
    )


def erased(request: HttpRequest, household_id: int) -> HttpResponse:
    """Show of a household that was erased only that it was, when, and on whose word."""
    card = queries.erased_card(actor_of(request), household_id)
    return page(
        request, "dossier/erased.html", card=card, how=labels.said(labels.ASKED_BY, card.how)
    )
