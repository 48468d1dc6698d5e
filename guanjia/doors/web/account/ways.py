"""The ways in of a person as pages show them: a row each, with the button that ends it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.org.queries import LivingLink, LivingToken, Visit
from guanjia.doors.web import formatting
from guanjia.flow.overviews.ways_in import HeldStanding, HeldWork, PersonsWays

NAMES = {"WeChat": _("WeChat"), "HarmonyOS": _("HarmonyOS")}
"""Browsers and systems that are called otherwise here; the rest keep their names."""
SCOPES = {"read": _("may read"), "write": _("may read and change")}
LINKS = {
    "offer": _("Link to a plan on offer"),
    "survey": _("Link to questions after a visit"),
    "visit": _("Link to a visit"),
}
STANDINGS = {"decider": _("decides for the household"), "family": _("one of the family")}


@dataclass(frozen=True, slots=True)
class Row:
    """One way in. `end` is where its end is asked for, `go` where it is ended instead."""

    words: str
    fine: str = ""
    mark: str = ""
    end: str = ""
    verb: str = ""
    go: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The ways in of one kind. `all` is where all of them are ended at once."""

    title: str
    rows: tuple[Row, ...]
    empty: str
    all: str = ""
    verb: str = ""


def end_of(person: PersonsWays, what: str, row_id: int | None = None) -> str:
    """Return the address at which a way in is ended: one row of its kind, or all that there is."""
    return reverse("end_way", args=[person.id, what, row_id or person.id])


def groups_of(person: PersonsWays) -> tuple[Group, ...]:
    """Return all the ways in of a person, by kind; kinds that do not concern them are left out."""
    if not person.may_look_after:
        return ()
    groups = [_visits(person)]
    if person.ways.tokens or person.roles:
        groups.append(
            Group(
                gettext("Programs that act as this person"),
                tuple(_token(person, one) for one in person.ways.tokens),
                gettext("No program acts as this person."),
            )
        )
    if not person.is_self and (person.ways.links or person.standings):
        groups.append(
            Group(
                gettext("Links sent to this number"),
                tuple(_link(person, one) for one in person.ways.links),
                gettext("No link is open."),
            )
        )
    return tuple(groups)


def ties_of(person: PersonsWays) -> Group:
    """Return the households and the work that tie somebody to us."""
    rows = (*map(_standing, person.standings), *map(_work, person.work))
    return Group(gettext("Client or worker"), rows, "")


def _visits(person: PersonsWays) -> Group:
    others = [one for one in person.ways.visits if not one.is_here]
    return Group(
        gettext("Signed in on"),
        tuple(_visit(person, one) for one in person.ways.visits),
        gettext("Signed in nowhere at the moment."),
        all=end_of(person, "visits") if others else "",
        verb=gettext("Sign out everywhere else")
        if person.is_self
        else gettext("Sign out everywhere"),
    )


def device_words(device: str) -> str:
    """Return "Chrome/Android" in the reader's words."""
    if not device:
        return gettext("a device that gives no name")
    return " · ".join(str(NAMES.get(part, part)) for part in device.split("/"))


def _visit(person: PersonsWays, one: Visit) -> Row:
    how = {
        "code": gettext("by code"),
        "password": gettext("by password"),
        "mfa": gettext("by passkey"),
    }
    said: Iterable[str] = (
        gettext("since %(when)s") % {"when": formatting.when(one.began_at)},
        how.get(one.shown_by, ""),
        gettext("last seen %(when)s") % {"when": formatting.when(one.seen_at)}
        if one.seen_at
        else "",
    )
    return Row(
        device_words(one.device),
        " · ".join(filter(None, said)),
        mark=gettext("this device") if one.is_here else "",
        end="" if one.is_here else end_of(person, "visit", one.number),
        verb=gettext("Sign out there"),
    )


def _token(person: PersonsWays, one: LivingToken) -> Row:
    scopes = gettext(", ").join(str(SCOPES.get(scope, scope)) for scope in one.scopes)
    until = gettext("until %(day)s") % {"day": formatting.dated(one.expires_at)}
    used = (
        gettext("last used %(when)s") % {"when": formatting.when(one.used_at)}
        if one.used_at
        else ""
    )
    return Row(
        one.name,
        " · ".join(filter(None, (scopes, until, used))),
        end=end_of(person, "token", one.id),
        verb=gettext("Take the key back"),
    )


def _link(person: PersonsWays, one: LivingLink) -> Row:
    by = gettext("made by %(name)s") % {"name": one.made_by} if one.made_by else ""
    until = gettext("until %(day)s") % {"day": formatting.dated(one.expires_at)}
    return Row(
        str(LINKS[one.purpose]),
        " · ".join(filter(None, (by, until))),
        end=end_of(person, "link", one.id),
        verb=gettext("Close this link"),
    )


def _standing(one: HeldStanding) -> Row:
    return Row(
        one.household,
        str(STANDINGS[one.standing]),
        go=reverse("dossier:household", args=[one.household_id]),
        verb=gettext("Change it with the contacts"),
    )


def _work(one: HeldWork) -> Row:
    return Row(
        gettext("Worker %(code)s") % {"code": one.code},
        f"{one.branch} · {pgettext('worker', one.status)}",
        go=reverse("workforce:worker", args=[one.worker_id]),
        verb=gettext("To the worker's record"),
    )
