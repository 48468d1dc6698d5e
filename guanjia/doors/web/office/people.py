"""Who works here, in which roles, and where."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import Role, RoleOffer
from guanjia.chapters.org.policies import (
    may_administer,
    visible_branches,
    visible_roles,
    visible_users,
)
from guanjia.chapters.org.rules import ABOVE_BRANCHES
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.account.own import words_of_offer
from guanjia.doors.web.forms import Question, confirm, submit, to
from guanjia.doors.web.office import tabs
from guanjia.kernel.actors import STAFF_ROLES, Actor

EVERYWHERE = "everywhere"


def offer(form: forms.Form, field: str, choices: list[tuple[str, str]]) -> None:
    """Let a field of the form be chosen from what this actor may choose."""
    cast(forms.ChoiceField, form.fields[field]).choices = choices


class Invitation(forms.Form):
    """A new colleague: name, phone number, first role and where."""

    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(
        label=_("Phone number"), max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )
    role = forms.ChoiceField(label=_("Role"))
    place = forms.ChoiceField(label=_("Branch"))

    def __init__(self, *arguments: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "role", roles_to_give(actor))
        offer(self, "place", places(actor))


class NewRole(forms.Form):
    """One more role for somebody who is here."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.ChoiceField(label=_("Branch"))

    def __init__(self, *arguments: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "role", roles_to_give(actor))
        offer(self, "place", places(actor))


def roles_to_give(actor: Actor) -> list[tuple[str, str]]:
    """Return the roles that the actor may give somewhere, in the reader's language."""
    may_all = bool(may_administer(actor, None))
    offered = [role for role in STAFF_ROLES if may_all or role not in ABOVE_BRANCHES]
    return [("", gettext("Please choose")), *((role, pgettext("role", role)) for role in offered)]


def places(actor: Actor) -> list[tuple[str, str]]:
    """Return the branches that the actor looks after, and everywhere if they look after all."""
    found = [
        (str(branch.pk), branch.name)
        for branch in visible_branches(actor).order_by("id")
        if may_administer(actor, branch)
    ]
    if may_administer(actor, None):
        found.append((EVERYWHERE, str(_("Every branch"))))
    return found


def _branch_id(place: str) -> int | None:
    return None if place == EVERYWHERE else int(place)


def role_words(held: queries.HeldRole) -> str:
    """Return a role and where it is held, in the reader's words."""
    role = pgettext("role", held.role)
    return f"{role} · {held.branch}" if held.branch else f"{role} · {_('Every branch')}"


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Let in a colleague with a first role; a number in use is asked about first."""
    actor = tabs.enter(request)
    form = Invitation(request.POST or None, actor=actor)
    meant = request.POST.get("is_known") == form.data.get("phone")
    sent = submit(
        request,
        form,
        lambda data: _invite(actor, data, is_known=meant),
        onward=to("settings"),
        said=_said,
        page_says=commands.NumberInUse,
    )
    words = {"form": form, "known": sent.words, "tabs": tabs.tabs("settings", actor)}
    return sent.answer or page(request, "office/invite.html", status=sent.status, **words)


def _invite(actor: Actor, given: dict[str, Any], *, is_known: bool) -> Role | RoleOffer:
    return commands.invite_colleague(
        actor=actor,
        name=given["name"],
        phone=given["phone"],
        branch_id=_branch_id(given["place"]),
        role=given["role"],
        at=now(),
        is_known=is_known,
    )


def _said(given: Role | RoleOffer) -> str:
    if isinstance(given, RoleOffer):
        return gettext("They are asked by SMS. The role is theirs once they have agreed.")
    if given.user.phone_verified_at is None:
        return gettext("%(name)s is invited: an SMS tells them where to sign in.") % {
            "name": given.user.name
        }
    return gettext("%(name)s has the role now and is told.") % {"name": given.user.name}


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a colleague one more role."""
    actor = tabs.enter(request)
    user = visible_users(actor).get(id=user_id)
    form = NewRole(request.POST or None, actor=actor)
    sent = submit(
        request,
        form,
        lambda data: commands.give_role(
            actor=actor,
            user_id=user.pk,
            branch_id=_branch_id(data["place"]),
            role=data["role"],
            at=now(),
        ),
        onward=reverse("person", args=[user.pk]),
        said=_said,
    )
    words = {"form": form, "person": user, "tabs": tabs.tabs("settings", actor)}
    return sent.answer or page(request, "office/role.html", status=sent.status, **words)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, role_id: int) -> HttpResponse:
    """Ask whether a role is to end, and end it; its holder notices at their next page."""
    actor = tabs.enter(request)

    def ask() -> Question:
        role = visible_roles(actor).select_related("user", "branch").get(id=role_id)
        place = role.branch.name if role.branch else _("Every branch")
        return Question(
            gettext("End a role of %(name)s?") % {"name": role.user.name},
            format_html(
                "<p>{} · {}</p><p>{}</p>",
                pgettext("role", role.role),
                place,
                gettext("They notice at their next page. What they did stays on record."),
            ),
            gettext("End this role"),
            back=to("person", role.user_id),
        )

    return confirm(
        request,
        ask,
        lambda: commands.end_role(actor=actor, role_id=role_id, at=now()),
        onward=lambda ended: to("person", ended.user_id),
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Ask whether an offered role is to be taken back, and take it back."""
    actor = tabs.enter(request)

    def ask() -> Question:
        made = queries.offers_made(actor=actor, at=now())
        asked = next((one for one in made if one.id == offer_id), None)
        if asked is None:
            raise RoleOffer.DoesNotExist
        said = words_of_offer(asked)
        return Question(
            gettext("Take back the offer of “%(role)s”?") % {"role": said["role"]},
            gettext("Whoever has the number %(phone)s can no longer say yes to it.") % said,
            gettext("Take the offer back"),
            back=to("settings"),
        )

    return confirm(
        request,
        ask,
        lambda: commands.withdraw_offer(actor=actor, offer_id=offer_id, at=now()),
        onward=to("settings"),
        said=gettext("The offer is taken back."),
    )
