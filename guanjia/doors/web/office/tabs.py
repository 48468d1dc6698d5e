"""What all pages of the back office share: who may enter, and the tabs."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from guanjia.chapters.org.policies import may_administer, may_invite
from guanjia.doors.actors import actor_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

TABS = (
    ("settings", _("People and roles")),
    ("branches", _("Branches")),
    ("figures", _("Figures of the trade")),
    ("holidays", _("Holidays")),
    ("privacy_notice", _("Privacy notice")),
    ("outbox", _("Messages sent")),
    ("stuck", _("Parked hand-offs")),
    ("wellbeing", _("How it runs")),
)
OF_ADMINISTRATORS = ("privacy_notice", "stuck", "wellbeing")


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the back office, as the row of tabs shows it."""

    words: str
    href: str
    on: bool


def enter(request: HttpRequest) -> Actor:
    """
    Return the actor, if they look after people and figures somewhere.

    :raises NotAllowed: otherwise
    """
    actor = actor_of(request)
    may_invite(actor).require()
    return actor


def enter_as_administrator(request: HttpRequest) -> Actor:
    """
    Return the actor, if they administer the whole company.

    :raises NotAllowed: otherwise
    """
    actor = actor_of(request)
    may_administer(actor, None).require()
    return actor


def tabs(here: str, actor: Actor) -> list[Tab]:
    """Return the tabs that are the actor's to open, the one of this page marked."""
    is_over_all = bool(may_administer(actor, None))
    return [
        Tab(gettext(words), reverse(name), name == here)
        for name, words in TABS
        if is_over_all or name not in OF_ADMINISTRATORS
    ]
