"""Writing into the dossier: one small form for each kind of thing that can be known."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guanjia.chapters.dossier import commands, policies, queries
from guanjia.chapters.dossier.models import Household
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.web.dossier import forms as shapes
from guanjia.doors.web.dossier.views import HOUSEHOLD
from guanjia.doors.web.forms import Question, confirm, posted, press, submit, to
from guanjia.doors.web.forms.inputs import local_today, minute_of_day
from guanjia.doors.web.forms.parts import Given, Part


def _in_minutes(given: Given) -> Given:
    quiet = ("quiet_from", "quiet_until")
    minutes: Given = {f"{name}_minute": minute_of_day(given[name]) for name in quiet}
    return {name: value for name, value in given.items() if name not in quiet} | minutes


def _as_said(given: Given) -> Given:
    kind, _colon, code = given["kind"].partition(":")
    minute = minute_of_day(given["time"]) if given["time"] else None
    return {"kind": kind, "code": code, "minute": minute, "said_by": given["said_by"]}


def _as_chosen(given: Given) -> Given:
    kind, _colon, code = given["kind"].partition(":")
    return given | {"kind": kind, "code": code}


def _with_topics(given: Given) -> Given:
    return given | {"topics": tuple(given["topics"])}


ALL = (
    Part(
        "household",
        _("Household"),
        _("Household"),
        shapes.HouseholdForm,
        commands.change_household,
    ),
    Part(
        "member",
        _("New member"),
        _("Member"),
        shapes.MemberForm,
        commands.add_member,
        commands.change_member,
        commands.remove_member,
        rows="members",
        masked=("health",),
    ),
    Part(
        "habit",
        _("How they live"),
        _("How they live"),
        shapes.HabitForm,
        commands.add_habit,
        remove=commands.remove_habit,
    ),
    Part(
        "preference",
        _("What binds and what counts"),
        _("What binds and what counts"),
        shapes.PreferenceForm,
        commands.note_preference,
        remove=commands.end_preference,
        prepare=_as_said,
    ),
    Part(
        "diet",
        _("Diet or allergy"),
        _("Diet or allergy"),
        shapes.DietForm,
        commands.note_diet,
        remove=commands.end_diet,
        prepare=_as_chosen,
    ),
    Part(
        "contact",
        _("New contact"),
        _("Contact"),
        shapes.ContactForm,
        commands.add_contact,
        commands.change_contact,
        commands.remove_contact,
        rows="contacts",
        masked=("phone",),
        prepare=_with_topics,
    ),
    Part(
        "home",
        _("New home"),
        _("Home"),
        shapes.HomeForm,
        commands.add_home,
        commands.change_home,
        rows="homes",
        masked=("address", "access_note"),
    ),
    Part(
        "consent",
        _("New consent"),
        _("Consent"),
        shapes.ConsentForm,
        commands.give_consent,
    ),
    Part(
        "agreement",
        _("How we speak with one another"),
        _("How we speak with one another"),
        shapes.AgreementForm,
        commands.agree_communication,
        prepare=_in_minutes,
    ),
)
PARTS: Mapping[str, Part] = {part.name: part for part in ALL}


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
        lambda data: kind.write(
            data, actor=actor, row_id=row_id, at=now(), household_id=household_id
        ),
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
        display_name=household.display_name,
        has_masked=bool(row_id and kind.masked),
    )


def _kind(part: str) -> Part:
    try:
        return PARTS[part]
    except KeyError:
        raise Http404 from None


def _form(request: HttpRequest, household: Household, part: str, row_id: int | None) -> forms.Form:
    kind = PARTS[part]
    extras: dict[str, Any] = {}
    if part in {"habit", "diet", "consent"}:
        extras["members"] = list(household.members.order_by("id").values_list("id", "name"))
    if part == "household":
        extras["colleagues"] = queries.colleagues(household.branch_id, at=now())
    initial = _initial(request, household, kind, part, row_id)
    form = kind.form(posted(request), initial=initial, **extras)
    if row_id:
        for name in kind.masked:
            form.fields[name].required = False
    return form


def _initial(
    request: HttpRequest, household: Household, kind: Part, part: str, row_id: int | None
) -> dict[str, Any]:
    if row_id and kind.rows:
        row = getattr(household, kind.rows).get(id=row_id)
        names = [name for name in kind.form.base_fields if name not in kind.masked]
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
    actor, kind = actor_of(request), _kind(part)
    if kind.remove is None:
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

    def act() -> object:
        return kind.take_out(actor=actor, row_id=row_id, at=now(), household_id=household_id)

    if part == "contact":
        return confirm(request, ask, act, onward=back, said=gettext("Removed."))
    sent = press(request, act, onward=back, said=gettext("Removed."))
    return sent.answer or HOUSEHOLD.show(request, household_id, sent)
