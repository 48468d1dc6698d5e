"""What the menu names opens, for each role; nobody is led to a door that is shut to them."""

from pathlib import Path

import pytest
from django.test import Client

from guanjia.chapters.org.models import User
from guanjia.doors import web
from guanjia.doors.web import navigation, sections
from guanjia.kernel.actors import STAFF_ROLES
from tests.world import homes, people
from tests.world.company import open_branch, staff

pytestmark = pytest.mark.django_db
EVERYWHERE = {"owner", "head_office", "administrator"}


@pytest.fixture
def branch():
    people.ready()
    branch = open_branch()
    homes.open_household(branch)
    return branch


def browser_of(role, branch):
    actor = staff(role, None if role in EVERYWHERE else branch)
    browser = Client()
    browser.force_login(User.objects.get(id=actor.user_id))
    return actor, browser


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_every_entry_of_the_menu_opens(branch, role):
    actor, browser = browser_of(role, branch)
    entries = navigation.menu(actor, "/")

    assert entries
    shut = [entry.href for entry in entries if browser.get(entry.href).status_code != 200]
    assert shut == []


def test_whoever_takes_no_calls_is_offered_none(branch):
    _actor, finance = browser_of("finance", branch)
    assert "接电话" not in finance.get("/households/").content.decode()

    _actor, consultant = browser_of("consultant", branch)
    assert "接电话" in consultant.get("/households/").content.decode()


def test_each_entry_has_a_letter_of_its_own_and_an_icon_that_there_is():
    entries = sections.menu()
    letters = [entry.key for entry in entries if entry.key]
    drawn = (Path(web.__file__).parent / "static/img/icons.svg").read_text(encoding="utf-8")

    assert len(letters) == len(set(letters))
    for entry in (*entries, *sections.worker_menu(), *sections.client_menu()):
        assert f'id="{entry.icon}"' in drawn, entry.icon
