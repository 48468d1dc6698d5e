"""What the settings say of themselves."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from guanjia.chapters.org.queries import people
from guanjia.doors.web import formatting
from guanjia.doors.web.sections import Entry, Found, Section
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

MOST_FOUND = 8
LOOKS_AFTER_PEOPLE = frozenset({"owner", "manager", "administrator"})


def _found(actor: Actor, text: str, at: datetime) -> Iterator[Found]:
    if not actor.holds_anywhere(*LOOKS_AFTER_PEOPLE):
        return
    for one in people(actor=actor, at=at, search=text)[:MOST_FOUND]:
        yield Found(
            href=reverse("person", args=[one.id]),
            name=one.name,
            kind=gettext("Colleague"),
            more=gettext(", ").join(
                dict.fromkeys(pgettext("role", held.role) for held in one.roles)
            ),
            state=formatting.mark("good", gettext("Works here"))
            if one.is_active
            else formatting.mark("idle", gettext("Has left")),
        )


SECTION = Section(
    menu=(
        Entry(
            _("Settings"),
            "settings",
            "settings",
            110,
            LOOKS_AFTER_PEOPLE,
        ),
    ),
    state_styles={
        "notice": {
            "waiting": "waiting",
            "sending": "doing",
            "sent": "done",
            "failed": "missed",
            "cancelled": "idle",
            "lapsed": "missed",
        },
    },
    search=_found,
)
