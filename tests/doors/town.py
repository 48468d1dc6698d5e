"""A town of neighbours in a database of its own, kept while a whole file of tests walks about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree as ET

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import LINK_PURPOSES, User
from guanjia.chapters.org.queries import token_of
from guanjia.doors import clock
from guanjia.flow.overviews.request_actor import presence_of
from tests import databases
from tests.doors.addresses import LISTENING, Caller
from tests.world.company import HANDOFFS
from tests.world.neighbours import NOW, Neighbours, Side, move_in

NOBODY = "nobody"
LINK = "link:"
"""Before the purpose: whoever holds a link to something of the first household, and no more."""

SUBJECTS = {"offer": "plan", "survey": "invitation", "visit": "visit"}
"""What a link is about, by its purpose; a new purpose has to be entered here."""


@dataclass(frozen=True)
class Town:
    """The neighbours, and everybody's browser and program."""

    neighbours: Neighbours
    browsers: dict[str, Caller]
    programs: dict[str, Caller]


@contextmanager
def town() -> Iterator[Town]:
    """Let the neighbours move in, at their own time, and give everybody a browser and a program."""
    listening = [*settings.MIDDLEWARE, LISTENING]
    with (
        databases.copy_of(databases.furnished()) as name,
        databases.django_at(name),
        override_settings(IS_DEMO=True, MIDDLEWARE=listening),
        patch("weasyprint.HTML.write_pdf", _unprinted),
    ):
        clock.shift_clock(NOW - timezone.now())
        try:
            neighbours = move_in()
            browsers = {NOBODY: Caller()}
            programs = {NOBODY: Caller()}
            for who, actor in neighbours.people.items():
                user = User.objects.get(id=actor.user_id)
                browsers[who] = Caller().sign_in(user.phone)
                programs[who] = Caller(headers={"authorization": f"Bearer {_token(user)}"})
            for purpose in LINK_PURPOSES:
                browsers[f"{LINK}{purpose}"] = _come_by_link(neighbours.own, purpose)
            yield Town(neighbours, browsers, programs)
        finally:
            clock.shift_clock(timedelta())


def _unprinted(page: Any, **_options: Any) -> bytes:
    """Return what a paper says, not set in type, so that it is quick and can be searched."""
    return b"%PDF-" + ET.tostring(page.etree_element, encoding="utf-8")


def _come_by_link(side: Side, purpose: str) -> Caller:
    link = org.make_link(
        actor=HANDOFFS,
        purpose=purpose,
        subject_id=side.rows[SUBJECTS[purpose]],
        household_id=side.household.pk,
        branch_id=side.branch.pk,
        phone=side.household.contacts.get(is_decider=True).phone,
        expires_at=NOW + timedelta(days=1),
        at=NOW,
    )
    return Caller().come_by(f"/go/{token_of(link.pk)}/")


def _token(user: User) -> str:
    actor = presence_of(user_id=user.pk, name=user.name, at=clock.now()).actor
    _row, token = org.make_token(actor=actor, name="town", scopes=["read", "write"], at=NOW)
    return token
