"""The family's phone."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from guanjia.chapters.dispatch.commands import open_visitors_face
from guanjia.chapters.dossier import commands
from guanjia.chapters.dossier.queries import own_consents
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.relations.queries import own_letters
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.files import hand_out
from guanjia.doors.rendering import page
from guanjia.doors.tables import hand_out_workbook
from guanjia.doors.web import formatting, reading
from guanjia.doors.web.dossier import labels
from guanjia.doors.web.forms import NOT_SENT, Sent, press, submit, to
from guanjia.doors.web.forms.inputs import local_today
from guanjia.doors.web.relations.forms import REASON_WORDS, AskForm
from guanjia.flow.overviews import own_data as everything
from guanjia.flow.overviews.client_home import client_home, coming_visit
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.words import _


def _shown(request: HttpRequest, template: str) -> HttpResponse:
    return page(request, template, home=client_home(actor=actor_of(request), at=now()))


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the family, what comes next and what is agreed."""
    return _shown(request, "home/home.html")


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Show the visits ahead and those that were."""
    return _shown(request, "home/visits.html")


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Show whom the family speaks with and what it has asked for; take down what it asks for now."""
    actor, at = actor_of(request), now()
    home = client_home(actor=actor, at=at)
    form = AskForm(
        request.POST or None,
        initial={
            "reason": request.GET.get("about", ""),
            "visit_id": reading.row_id(request.GET.get("visit", "")),
            "household_id": home.homes[0][0] if home.homes else None,
            "key": secrets.token_urlsafe(9).replace("_", "-"),
        },
        households=home.homes,
        visits=[
            (one.visit_id, f"{formatting.when(one.starts_at, one.ends_at)} {one.service}")
            for one in home.coming
        ]
        + [(one.visit_id, f"{formatting.day(one.at)} {one.service}") for one in home.past],
    )
    sent = submit(
        request,
        form,
        lambda asked: relations.ask_for_callback(actor=actor, at=at, **asked),
        onward=to("client_contact"),
        said=gettext("Thank you. We have it, and call you."),
    )
    if sent.answer:
        return sent.answer
    letters = [
        {
            "about": REASON_WORDS[one.reason],
            "home": one.display_name if len(home.homes) > 1 else "",
            "words": one.wish,
            "opened_at": one.opened_at,
            "due_at": one.due_at if one.status == "due" else None,
            "state": formatting.state("call-back", one.status),
        }
        for one in own_letters(actor=actor)
    ]
    return page(
        request, "home/contact.html", status=sent.status, home=home, form=form, letters=letters
    )


@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Show one visit: when, what, and who comes."""
    found = coming_visit(actor=actor_of(request), visit_id=visit_id, at=now())
    return page(request, "home/visit.html", visit=found)


@require_safe
def face(request: HttpRequest, visit_id: int, worker_id: int) -> HttpResponse:
    """Return the picture of somebody who comes; the look is recorded."""
    picture = open_visitors_face(
        actor=actor_of(request), visit_id=visit_id, worker_id=worker_id, at=now()
    )
    return hand_out(picture, name=f"{gettext('Photo')} {worker_id}")


@require_GET
def consents(request: HttpRequest) -> HttpResponse:
    """Show what the family has agreed to, and let who decides take it back or agree."""
    return _consents(request)


@require_GET
def own_data(request: HttpRequest) -> HttpResponse:
    """Show what the family can have of what we keep, and let who decides take it as a file."""
    return _own_data(request)


@require_POST
def take_data(request: HttpRequest, household_id: int) -> HttpResponse:
    """Answer with all that we keep of a household, as a workbook; that it was taken is recorded."""
    actor = actor_of(request)

    def taken(_noted: None) -> HttpResponse:
        kept = everything.own_data(actor=actor, household_id=household_id)
        return hand_out_workbook(
            {table.title: (table.head, *table.rows) for table in kept.tables},
            name=f"{kept.display_name} {local_today(now())}",
        )

    sent = press(
        request,
        lambda: commands.note_data_taken(actor=actor, household_id=household_id, at=now()),
        onward=taken,
    )
    return sent.answer or _own_data(request, sent)


def _own_data(request: HttpRequest, sent: Sent = NOT_SENT) -> HttpResponse:
    return page(
        request,
        "home/own_data.html",
        status=sent.status,
        refusal=sent.words,
        homes=own_consents(actor=actor_of(request)),
    )


@require_POST
def give(request: HttpRequest, household_id: int) -> HttpResponse:
    """Agree to one purpose."""
    sent = press(
        request,
        lambda: commands.give_consent(
            actor=actor_of(request),
            household_id=household_id,
            purpose=request.POST.get("purpose", ""),
            how="link",
            at=now(),
        ),
        onward=to("client_consents"),
        said=gettext("Thank you. We have noted your yes."),
        undo=lambda given: to("client_withdraw_consent", household_id, given.pk),
    )
    return sent.answer or _consents(request, sent)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, household_id: int, consent_id: int) -> HttpResponse:
    """Ask once, then take a consent back: as easy as giving it."""
    actor = actor_of(request)
    sent = press(
        request,
        lambda: commands.withdraw_consent(
            actor=actor, household_id=household_id, consent_id=consent_id, at=now()
        ),
        onward=to("client_consents"),
        said=gettext("The consent is withdrawn."),
    )
    if sent.refusal:
        return _consents(request, sent)
    return sent.answer or _ask_to_withdraw(request, household_id, consent_id)


def _consents(request: HttpRequest, sent: Sent = NOT_SENT) -> HttpResponse:
    return page(
        request,
        "home/consents.html",
        status=sent.status,
        refusal=sent.words,
        homes=[
            {
                "household": home.household,
                "id": home.household_id,
                "may_change": home.may_change,
                "given": [
                    {
                        "id": one.id,
                        "purpose": str(labels.PURPOSES[one.purpose]),
                        "member": one.member,
                        "since": formatting.day(one.given_at),
                        "is_needed": one.purpose == "service",
                    }
                    for one in home.given
                ],
                "open": [
                    {"code": purpose, "words": str(labels.PURPOSES[purpose])}
                    for purpose in home.open
                ],
            }
            for home in own_consents(actor=actor_of(request))
        ],
    )


def _ask_to_withdraw(request: HttpRequest, household_id: int, consent_id: int) -> HttpResponse:
    found = [
        (home, one)
        for home in own_consents(actor=actor_of(request))
        for one in home.given
        if (home.household_id, one.id) == (household_id, consent_id)
    ]
    if not found:
        raise Http404
    home, given = found[0]
    if not home.may_change:
        raise NotAllowed(_("Only the person who decides for the household can change this."))
    purpose = str(labels.PURPOSES[given.purpose])
    return page(request, "home/withdraw.html", purpose=purpose, member=given.member)
