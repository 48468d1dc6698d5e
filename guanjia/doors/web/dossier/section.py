"""What the pages of households say of themselves."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from guanjia.chapters.dossier.queries import household_list
from guanjia.doors.web import formatting
from guanjia.doors.web.sections import (
    CLIENTS,
    READERS_OF_CLIENTS,
    Entry,
    Found,
    Section,
    TallyWords,
    TaskWords,
)
from guanjia.flow.chapter import Task
from guanjia.kernel.actors import Actor
from guanjia.kernel.words import _

MOST_FOUND = 20


def _unattended(task: Task) -> TaskWords:
    return TaskWords(
        gettext("Nobody of ours looks after this household"),
        gettext("Name somebody"),
        reverse("dossier:part", args=[*task.ids, "household", *task.ids]),
        due="",
    )


def _erasure(task: Task) -> TaskWords:
    return TaskWords(
        gettext("This household asks to be forgotten"),
        gettext("See to it"),
        reverse("dossier:erasure", args=[*task.ids]),
    )


def _found(actor: Actor, text: str, at: datetime) -> Iterator[Found]:
    for row in household_list(actor, text=text).rows[:MOST_FOUND]:
        yield Found(
            href=reverse("dossier:household", args=[row.id]),
            name=row.display_name,
            kind=gettext("Household"),
            more=f"{row.code} · {row.district}",
            state=formatting.state("household", row.status),
        )


SECTION = Section(
    menu=(
        Entry(_("New call"), "dossier:new_call", "phone", 20, CLIENTS - {"head_office"}, "n"),
        Entry(_("Households"), "dossier:households", "home", 30, READERS_OF_CLIENTS, "h"),
    ),
    state_styles={
        "household": {
            "prospect": "waiting",
            "client": "good",
            "past": "idle",
            "dropped": "idle",
            "erased": "idle",
        },
        "erasure": {
            "asked": "waiting",
            "confirmed": "risk",
            "taken_back": "idle",
            "carried_out": "done",
        },
    },
    tallies={
        "households.clients": TallyWords(
            _("Households we serve"), "month", "dossier:households", query="status=client"
        ),
        "households.new": TallyWords(
            _("New enquiries this month"), "month", "dossier:households", query="sort=-opened"
        ),
    },
    tasks={"unattended": _unattended, "erasure": _erasure},
    search=_found,
)
