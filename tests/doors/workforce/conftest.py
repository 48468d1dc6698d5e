"""A branch on a Monday morning, and browsers signed in as its people."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from guanjia.chapters.org.models import Branch, User
from guanjia.doors import clock
from guanjia.kernel.actors import Actor
from tests.world.company import MONDAY_9, open_branch
from tests.world.people import leaders, ready


@dataclass(frozen=True)
class Shop:
    """A branch, who recruits for it and who leads it."""

    branch: Branch
    recruiter: Actor
    manager: Actor

    @property
    def by(self) -> tuple[Actor, Actor]:
        """Who hires."""
        return (self.recruiter, self.manager)


@pytest.fixture
def shop(db, settings):
    """Open a branch; every page believes that it is Monday, nine in the morning, and speaks English."""
    settings.IS_DEMO = True
    settings.LANGUAGE_CODE = "en"
    clock.shift_clock(MONDAY_9 - timezone.now())
    ready()
    branch = open_branch()
    with translation.override("en"):
        yield Shop(branch, *leaders(branch))
    clock.shift_clock(timedelta())


@pytest.fixture
def at_desk():
    """Sign somebody in, and return their browser."""

    def signed_in(actor: Actor) -> Client:
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(User.objects.get(id=actor.user_id))
        return browser

    return signed_in
