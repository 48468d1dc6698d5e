"""What tests of pages ask for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guanjia.chapters.org.models import User
from guanjia.doors import clock
from tests.world import homes, people
from tests.world.company import MONDAY_9, open_branch


@pytest.fixture
def monday_morning(settings):
    """Let every page believe that it is Monday, nine in the morning."""
    settings.IS_DEMO = True
    clock.shift_clock(MONDAY_9 - timezone.now())
    yield
    clock.shift_clock(timedelta())


@pytest.fixture
def at_desk():
    """Sign an actor in, and return their browser."""

    def signed_in(actor):
        browser = Client()
        browser.force_login(User.objects.get(id=actor.user_id))
        return browser

    return signed_in


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    """The branch's consultant."""
    return homes.consultant_of(branch)


@pytest.fixture
def desk(lin, at_desk):
    """The consultant's browser."""
    return at_desk(lin)


@pytest.fixture
def wu(branch, lin):
    """A household in which an older person lives."""
    return homes.open_household(branch, name="吴家", by=lin, audience="older")
