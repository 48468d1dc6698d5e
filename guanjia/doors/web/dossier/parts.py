"""Writing into the dossier: one small form for each kind of thing that can be known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guanjia.chapters.dossier import commands, policies, queries
from guanjia.chapters.dossier.models import Household
from guanjia.doors.manners import actor_of, now, page
from guanjia.doors.web.asking import local_today, minute_of_day
from guanjia.doors.web.dossier import forms as shapes
from guanjia.doors.web.dossier.views import show_household
from guanjia.doors.web.forms import Question, confirm, press, submit, to
from guanjia.kernel.actors import Actor

Given = dict[str, Any]
Write = Callable[[Actor, int, int | None, Given, datetime], object]


@dataclass(frozen=True, slots=True)
class Part:
    """
    A kind of thing in the dossier: its words, its form, and how it is written.

    :param rows: the household's rows of this kind; "" where there is only one
    :param sealed: fields never sent to the page: left empty they stay as they are
    """

    new: str | Promise
    old: str | Promise
    form: type[forms.Form]
    write: Write
    rows: str = ""
    sealed: tuple[str, ...] = ()
    remove: Callable[..., object] | None = None

    def said(self, given: Given, row_id: int | None) -> Given:
        """Return what a form says: of a row that is there, a sealed field left empty says nothing."""
        kept = self.sealed if row_id else ()
        return {name: value for name, value in given.items() if value or name not in kept}


def _member(actor: Actor, household_id: int, row: int | None, given: Given, at: datetime) -> object:
    if row is None:
        return commands.add_member(actor=actor, household_id=household_id, at=at, **given)
    return commands.change_member(
        actor=actor, household_id=household_id, member_id=row, at=at, **given
    )


def _habit(actor: Actor, household_id: int, row: int | None, given: Given, at: datetime) -> object:
    return commands.add_habit(actor=actor, household_id=household_id, at=at, **given)


def _contact(
    actor: Actor, household_id: int, row: int | None, given: Given, at: datetime
) -> object:
    given["topics"] = tuple(given["topics"])
    if row is None:
        return commands.add_contact(actor=actor, household_id=household_id, at=at, **given)
    return commands.change_contact(
        actor=actor, household_id=household_id, contact_id=row, at=at, **given
    )


def _home(actor: Actor, household_id: int, row: int | None, given: Given, at: datetime) -> object:
    if row is None:
        return commands.add_home(actor=actor, household_id=household_id, at=at, **given)
    return commands.change_home(actor=actor, household_id=household_id, home_id=row, at=at, **given)


def _consent(
    actor: Actor, household_id: int, row: int | None, given: Given, at: datetime
) -> object:
    return commands.give_consent(actor=actor, household_id=household_id, at=at, **given)


def _agreement(
    actor: Actor, household_id: int, row: int | None, given: Given, at: datetime
) -> object:
    quiet: Given = {
        f"{name}_minute": minute_of_day(given.pop(name)) for name in ("quiet_from", "quiet_until")
    }
    return commands.agree_communication(
        actor=actor, household_id=household_id, at=at, **given, **quiet
    )


def _household(
    actor: Actor, household_id: int, row: int | None, given: Given, at: datetime
) -> object:
    return commands.change_household(actor=actor, household_id=household_id, at=at, **given)


PARTS: Mapping[str, Part] = {
    "household": Part(_("Household"), _("Household"), shapes.HouseholdForm, _household),
    "member": Part(
        _("New member"),
        _("Member"),
        shapes.MemberForm,
        _member,
        "members",
        ("health",),
        commands.remove_member,
    ),
    "habit": Part(
        _("How they live"),
        _("How they live"),
        shapes.HabitForm,
        _habit,
        "",
        (),
        commands.remove_habit,
    ),
    "contact": Part(
        _("New contact"),
        _("Contact"),
        shapes.ContactForm,
        _contact,
        "contacts",
        ("phone",),
        commands.remove_contact,
    ),
    "home": Part(
        _("New home"), _("Home"), shapes.HomeForm, _home, "homes", ("address", "access_note")
    ),
    "consent": Part(_("New consent"), _("Consent"), shapes.ConsentForm, _consent),
    "agreement": Part(
        _("How we speak with one another"),
        _("How we speak with one another"),
        shapes.AgreementForm,
        _agreement,
    ),
}


@require_http_methods(["GET", "POST"])
def part(
    request: HttpRequest, household_id: int, part: str, row_id: int | None = None
) -> HttpResponse:
    """Add or correct one thing that is known of a household."""
    actor, kind = actor_of(request), _kind(part)
    household = policies.visible_households(actor).get(id=household_id)
    may = policies.may_consent if part == "consent" else policies.may_keep
    may(actor, household).require()
    form = _form(request, household, part, row_id)
    sent = submit(
        request,
        form,
        lambda told: kind.write(actor, household_id, row_id, kind.said(told, row_id), now()),
        onward=to("dossier:household", household_id),
        said=gettext("Noted."),
    )
    return sent.answer or page(
        request,
        "dossier/part.html",
        status=sent.status,
        form=form,
        part=part,
        row_id=row_id,
        title=kind.old if row_id else kind.new,
        household_id=household_id,
        called=household.called,
        is_sealed=bool(row_id and kind.sealed),
    )


def _kind(part: str) -> Part:
    try:
        return PARTS[part]
    except KeyError:
        raise Http404 from None


def _form(request: HttpRequest, household: Household, part: str, row_id: int | None) -> forms.Form:
    kind = PARTS[part]
    extras: dict[str, Any] = {}
    if part in {"habit", "consent"}:
        extras["members"] = list(household.members.order_by("id").values_list("id", "name"))
    if part == "household":
        extras["colleagues"] = queries.colleagues(household.branch_id, at=now())
    given = request.POST if request.method == "POST" else None
    form = kind.form(given, initial=_initial(request, household, kind, part, row_id), **extras)
    if row_id:
        for name in kind.sealed:
            form.fields[name].required = False
    return form


def _initial(
    request: HttpRequest, household: Household, kind: Part, part: str, row_id: int | None
) -> dict[str, Any]:
    if row_id and kind.rows:
        row = getattr(household, kind.rows).get(id=row_id)
        names = [name for name in kind.form.base_fields if name not in kind.sealed]
        return {name: getattr(row, name) for name in names}
    if part == "household":
        return {name: getattr(household, name) for name in kind.form.base_fields}
    if part == "agreement":
        record = queries.household_record(actor_of(request), household.pk, on=local_today(now()))
        usual = shapes.AgreementForm.usual()
        if record.agreement:
            agreed = record.agreement
            usual = shapes.AgreementForm.usual(agreed.quiet_from_minute, agreed.quiet_until_minute)
            usual |= {"channel": agreed.channel, "every_days": agreed.every_days}
        return usual
    return {name: request.GET[name] for name in ("kind", "purpose") if name in request.GET}


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, household_id: int, part: str, row_id: int) -> HttpResponse:
    """Take something that no longer holds out of the dossier; of a contact it is asked first."""
    actor, take_out = actor_of(request), _kind(part).remove
    if take_out is None:
        raise Http404
    if request.method != "POST" and part != "contact":
        return HttpResponseNotAllowed(["POST"])
    back = to("dossier:household", household_id)

    def ask() -> Question:
        household = policies.visible_households(actor).get(id=household_id)
        policies.may_keep(actor, household).require()
        contact = household.contacts.get(id=row_id)
        return Question(
            gettext("Does %(name)s no longer speak for this household?") % {"name": contact.name},
            gettext(
                "Their login sees nothing of this household any more, and links sent to their "
                "number open nothing, at once. What they did stays on record."
            ),
            gettext("Remove this contact"),
            back=to("dossier:part", household_id, part, row_id),
        )

    def act() -> None:
        take_out(actor=actor, household_id=household_id, at=now(), **{f"{part}_id": row_id})

    if part == "contact":
        return confirm(request, ask, act, onward=back, said=gettext("Removed."))
    sent = press(request, act, onward=back, said=gettext("Removed."))
    return sent.answer or show_household(
        request, household_id, status=sent.status, refusal=sent.words
    )
