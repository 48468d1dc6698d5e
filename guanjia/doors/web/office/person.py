"""A person: their roles, every way in that they have, and its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from guanjia.chapters.org import commands
from guanjia.chapters.org.models import User
from guanjia.chapters.org.policies import (
    may_end_ways_in,
    may_invite,
    may_look_after,
    may_reset_factor,
    visible_users,
)
from guanjia.chapters.org.queries import moment_of_visit
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.refusals import in_words
from guanjia.doors.rendering import page
from guanjia.doors.web.account.ways import end_of, groups_of, ties_of
from guanjia.doors.web.forms import Question, confirm, press, submit, turned_down
from guanjia.doors.web.office import tabs
from guanjia.doors.web.office.people import role_words
from guanjia.flow.overviews.ways_in import PersonsWays, ways_in_of
from guanjia.kernel.actors import Actor, Verdict
from guanjia.kernel.errors import NotAllowed


class NewPhone(forms.Form):
    """Another phone number for somebody."""

    phone = forms.CharField(
        label=_("Phone number"), max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )


@dataclass(frozen=True, slots=True)
class End:
    """How a way in ends: what is asked before, what the button says, what is done, and who may."""

    title: str | Promise
    words: str | Promise
    verb: str | Promise
    said: str | Promise
    act: Callable[[Actor, int, int, str, datetime], object]
    may: Callable[[Actor, User], Verdict] = may_end_ways_in


def _visit(actor: Actor, user_id: int, number: int, _key: str, at: datetime) -> object:
    began_at = moment_of_visit(number)
    return commands.end_visits(actor=actor, user_id=user_id, began_at=began_at, at=at)


def _visits(actor: Actor, user_id: int, _number: int, key: str, at: datetime) -> object:
    here = key if user_id == actor.user_id else ""
    return commands.end_visits(actor=actor, user_id=user_id, but_key=here, at=at)


def _token(actor: Actor, _user_id: int, token_id: int, _key: str, at: datetime) -> object:
    return commands.revoke_token(actor=actor, token_id=token_id, at=at)


def _link(actor: Actor, _user_id: int, link_id: int, _key: str, at: datetime) -> object:
    return commands.revoke_link(actor=actor, link_id=link_id, at=at)


def _factor(actor: Actor, user_id: int, _number: int, _key: str, at: datetime) -> object:
    return commands.reset_factor(actor=actor, user_id=user_id, at=at)


ENDS: Mapping[str, End] = {
    "visit": End(
        _("Sign %(name)s out on this device?"),
        _("Whoever has the device has to sign in anew. What was not yet sent from it may be lost."),
        _("Sign out there"),
        _("Signed out."),
        _visit,
    ),
    "visits": End(
        _("Sign %(name)s out everywhere?"),
        _("Every device has to sign in anew; the one you are using now goes on if it is yours."),
        _("Sign out everywhere"),
        _("Signed out."),
        _visits,
    ),
    "token": End(
        _("Take back the key of a program of %(name)s?"),
        _("The program can do nothing any more, from its next request on. It cannot be undone."),
        _("Take the key back"),
        _("The key opens nothing any more."),
        _token,
    ),
    "link": End(
        _("Close this link of %(name)s?"),
        _("Whoever holds it is told to ask for a new one. What they did by it stays on record."),
        _("Close this link"),
        _("The link opens nothing any more."),
        _link,
    ),
    "factor": End(
        _("Take away the second factor of %(name)s?"),
        _(
            "For somebody who has lost it: make sure that it is really them who asks. They are "
            "signed out everywhere, told by SMS, and set up another one when they sign in."
        ),
        _("Take the second factor away"),
        _("The second factor is gone, and they are told."),
        _factor,
        may_reset_factor,
    ),
}


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a colleague's roles and ways in, and give them another phone number."""
    tabs.enter(request)
    return _page_of(request, user_id, "office/person.html")


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show the ways in of a client or a worker to whoever looks after them."""
    actor = actor_of(request)
    if not actor.is_staff:
        raise Http404
    return _page_of(request, user_id, "office/ways.html")


def _page_of(request: HttpRequest, user_id: int, template: str) -> HttpResponse:
    actor = actor_of(request)
    form = NewPhone(request.POST or None)
    if request.method == "POST":
        visible_users(actor).get(id=user_id)
    sent = submit(
        request,
        form,
        lambda data: commands.change_phone(
            actor=actor, user_id=user_id, phone=data["phone"], at=now()
        ),
        onward=request.path,
        said=gettext("The number is changed; the former one is told."),
    )
    if sent.answer:
        return sent.answer
    key = request.session.session_key or ""
    shown = ways_in_of(actor=actor, user_id=user_id, at=now(), here=key)
    return page(request, template, status=sent.status, form=form, **_words(shown, actor))


def _words(shown: PersonsWays, actor: Actor) -> dict[str, Any]:
    return {
        "person": shown,
        "roles": [
            {"words": role_words(held), "id": held.id, "may_end": held.may_end}
            for held in shown.roles
        ],
        "ties": ties_of(shown),
        "groups": groups_of(shown),
        "why_not": ""
        if shown.may_look_after
        else in_words(NotAllowed(shown.may_look_after.reason)),
        "end_factor": end_of(shown, "factor") if shown.may_reset_factor else "",
        "tabs": tabs.tabs("settings", actor),
    }


def address_of_person(actor: Actor, user_id: int) -> str:
    """Return where the actor sees a person's ways in: their own account, or the person's page."""
    if user_id == actor.user_id:
        return reverse("me")
    return reverse("person" if may_invite(actor) else "ways", args=[user_id])


@require_http_methods(["GET", "POST"])
def end_way(request: HttpRequest, user_id: int, what: str, row_id: int) -> HttpResponse:
    """Ask whether a way in is to end, naming what happens, and end it."""
    actor, end = actor_of(request), ENDS.get(what)
    if end is None:
        raise Http404
    user = visible_users(actor).get(id=user_id)
    back = address_of_person(actor, user.pk)

    def ask() -> Question:
        end.may(actor, user).require()
        return Question(str(end.title) % {"name": user.name}, end.words, end.verb, back=back)

    return confirm(
        request,
        ask,
        lambda: end.act(actor, user.pk, row_id, request.session.session_key or "", now()),
        onward=back,
        said=str(end.said),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask whether a login is to be closed, and close it."""
    actor = actor_of(request)
    user = visible_users(actor).get(id=user_id)
    back = address_of_person(actor, user.pk)

    def ask() -> Question:
        may_look_after(actor, user).require()
        return Question(
            gettext("Close the login of %(name)s?") % {"name": user.name},
            gettext(
                "They are signed out everywhere at once; links sent to them and keys of their "
                "programs open nothing any more. What they did stays on record."
            ),
            gettext("Close this login"),
            back=back,
        )

    return confirm(
        request,
        ask,
        lambda: commands.close_login(actor=actor, user_id=user.pk, at=now()),
        onward=back,
        said=gettext("The login is closed."),
    )


@require_POST
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open a login again."""
    actor = actor_of(request)
    sent = press(
        request,
        lambda: commands.reopen_login(actor=actor, user_id=user_id, at=now()),
        onward=lambda _done: address_of_person(actor, user_id),
        said=gettext("The login is open again."),
    )
    return sent.answer or turned_down(request, sent)
