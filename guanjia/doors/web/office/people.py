"""Who works here, in which roles, and where."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.policies import (
    may_administer,
    visible_branches,
    visible_roles,
    visible_users,
)
from guanjia.chapters.org.rules import ABOVE_BRANCHES
from guanjia.doors.manners import in_words, now, page, status_of
from guanjia.doors.web.office import rooms
from guanjia.doors.web.reading import search_words
from guanjia.kernel.actors import STAFF_ROLES, Actor
from guanjia.kernel.errors import Invalid, Refusal
from guanjia.vault.masking import masked_phone

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


class NewBranch(forms.Form):
    """A branch that opens."""

    name = forms.CharField(label=_("Name of the branch"), max_length=60)
    code = forms.SlugField(label=_("Short code"), max_length=20)
    phone = forms.CharField(label=_("Phone number"), max_length=30, required=False)
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)


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


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the colleagues and their roles."""
    actor = rooms.enter(request)
    search = search_words(request.GET)
    found = queries.people(actor=actor, at=now(), search=search)
    rows = [
        {
            "person": person,
            "roles": [_role_words(held) for held in person.roles],
        }
        for person in found
    ]
    return page(
        request,
        "office/people.html",
        rows=rows,
        total=len(rows),
        q=search,
        tabs=rooms.tabs("settings", actor),
    )


def _role_words(held: queries.HeldRole) -> str:
    role = pgettext("role", held.role)
    return f"{role} · {held.branch}" if held.branch else f"{role} · {_('Every branch')}"


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Let in a colleague with a first role."""
    actor = rooms.enter(request)
    form = Invitation(request.POST or None, actor=actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _invite(actor, form.cleaned_data)
            except Refusal as refusal:
                status = _beside(form, refusal)
            else:
                return HttpResponseRedirect(reverse("settings"))
    return page(
        request, "office/invite.html", status=status, form=form, tabs=rooms.tabs("settings", actor)
    )


def _invite(actor: Actor, given: dict[str, Any]) -> None:
    at = now()
    user = commands.invite_user(actor=actor, name=given["name"], phone=given["phone"], at=at)
    commands.grant_role(
        actor=actor,
        user_id=user.pk,
        branch_id=_branch_id(given["place"]),
        role=given["role"],
        at=at,
    )


def _beside(form: forms.Form, refusal: Refusal) -> int:
    """Say the refusal beside its field, or above the form; return the status."""
    name = refusal.field if isinstance(refusal, Invalid) and refusal.field in form.fields else None
    form.add_error(name, in_words(refusal))
    return status_of(refusal)


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a colleague one more role."""
    actor = rooms.enter(request)
    user = visible_users(actor).get(id=user_id)
    form = NewRole(request.POST or None, actor=actor)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.grant_role(
                    actor=actor,
                    user_id=user.pk,
                    branch_id=_branch_id(form.cleaned_data["place"]),
                    role=form.cleaned_data["role"],
                    at=now(),
                )
            except Refusal as refusal:
                status = _beside(form, refusal)
            else:
                return HttpResponseRedirect(reverse("person", args=[user.pk]))
    words = {"form": form, "person": user, "tabs": rooms.tabs("settings", actor)}
    return page(request, "office/role.html", status=status, **words)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, role_id: int) -> HttpResponse:
    """Ask whether a role is to end, and end it; its holder notices at their next page."""
    actor = rooms.enter(request)
    if request.method == "POST":
        ended = commands.end_role(actor=actor, role_id=role_id, at=now())
        return HttpResponseRedirect(reverse("person", args=[ended.user_id]))
    role = visible_roles(actor).select_related("user", "branch").get(id=role_id)
    place = role.branch.name if role.branch else _("Every branch")
    said: dict[str, Any] = {
        "words": f"{pgettext('role', role.role)} · {place}",
        "name": role.user.name,
        "user_id": role.user_id,
    }
    return page(
        request, "office/end_role.html", role_id=role_id, tabs=rooms.tabs("settings", actor), **said
    )


@require_http_methods(["GET", "POST"])
def branches(request: HttpRequest) -> HttpResponse:
    """Show the branches, and open one more."""
    actor = rooms.enter(request)
    may_open = bool(may_administer(actor, None))
    form = NewBranch(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.open_branch(actor=actor, at=now(), **form.cleaned_data)
            except Refusal as refusal:
                status = _beside(form, refusal)
            else:
                return HttpResponseRedirect(reverse("branches"))
    found = list(visible_branches(actor).order_by("id"))
    words = {
        "form": form,
        "branches": found,
        "may_open": may_open,
        "tabs": rooms.tabs("branches", actor),
    }
    return page(request, "office/branches.html", status=status, **words)


class NewPhone(forms.Form):
    """Another phone number for a colleague."""

    phone = forms.CharField(
        label=_("Phone number"), max_length=20, widget=forms.TextInput(attrs={"type": "tel"})
    )


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show a colleague's roles and login, and give them another phone number."""
    actor = rooms.enter(request)
    user = visible_users(actor).get(id=user_id)
    form = NewPhone(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.change_phone(
                    actor=actor, user_id=user.pk, phone=form.cleaned_data["phone"], at=now()
                )
            except Refusal as refusal:
                status = _beside(form, refusal)
            else:
                return HttpResponseRedirect(reverse("person", args=[user.pk]))
    held_now = queries.roles_held(actor=actor, user_ids=[user.pk], at=now())
    words = {
        "form": form,
        "person": user,
        "phone": masked_phone(user.phone),
        "roles": [
            {"words": _role_words(held), "id": held.id, "may_end": held.may_end}
            for held in held_now.get(user.pk, ())
        ],
        "is_self": user.pk == actor.user_id,
        "tabs": rooms.tabs("settings", actor),
    }
    return page(request, "office/person.html", status=status, **words)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask whether a colleague's login is to be closed, and close it."""
    actor = rooms.enter(request)
    if request.method == "POST":
        commands.close_login(actor=actor, user_id=user_id, at=now())
        return HttpResponseRedirect(reverse("person", args=[user_id]))
    user = visible_users(actor).get(id=user_id)
    return page(request, "office/close_login.html", person=user, tabs=rooms.tabs("settings", actor))


@require_POST
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open a colleague's login again."""
    commands.reopen_login(actor=rooms.enter(request), user_id=user_id, at=now())
    return HttpResponseRedirect(reverse("person", args=[user_id]))
