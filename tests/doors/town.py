"""A town of neighbours in a database of its own, kept while a whole file of tests walks about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.doors import manners
from tests import databases
from tests.doors.addresses import LISTENING, Caller
from tests.world.neighbours import NOW, Neighbours, move_in

NOBODY = "nobody"


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
        databases.copy_of(databases.migrated()) as name,
        databases.django_at(name),
        override_settings(IS_DEMO=True, MIDDLEWARE=listening),
    ):
        manners.shift_clock(NOW - timezone.now())
        try:
            neighbours = move_in()
            browsers = {NOBODY: Caller()}
            programs = {NOBODY: Caller()}
            for who, actor in neighbours.people.items():
                user = User.objects.get(id=actor.user_id)
                browsers[who] = Caller().sign_in(user)
                programs[who] = Caller(headers={"authorization": f"Bearer {_token(user)}"})
            yield Town(neighbours, browsers, programs)
        finally:
            manners.shift_clock(timedelta())


def _token(user: User) -> str:
    actor = manners.actor_for(user.pk, user.name)
    _row, token = org.make_token(actor=actor, name="town", scopes=["read", "write"], at=NOW)
    return token
