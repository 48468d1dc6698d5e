"""Workers and households can put their pages on the home screen of their phones; desks have none."""

import re

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from tests.world import company, homes, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


def manifest_of(browser, address: str) -> str:
    """Return the address of the manifest that a page names; "" if it names none."""
    found = re.search('rel="manifest" href="([^"]+)"', browser.get(address).content.decode())
    return found[1] if found else ""


def test_a_worker_installs_the_day_and_a_household_its_home(branch, at_desk):
    phone = at_desk(people.as_worker(people.hire_worker(branch)))
    family = at_desk(homes.client_actor(homes.open_household(branch, name="吴家")))

    work = phone.get(manifest_of(phone, "/work/")).json()
    home = family.get(manifest_of(family, "/my/")).json()

    assert (work["start_url"], work["name"]) == ("/work/", "管家：我的服务")
    assert (home["start_url"], home["name"]) == ("/my/", "管家：我的家")
    assert work["id"] != home["id"], "whoever is both may install both"


def test_the_icons_are_there_as_large_as_the_manifest_says(client):
    answer = client.get("/install/work.webmanifest")

    assert answer["Content-Type"] == "application/manifest+json"
    for icon in answer.json()["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_desks_and_strangers_are_offered_nothing(branch, at_desk, client):
    assert manifest_of(at_desk(company.staff("care", branch)), "/my/") == ""
    assert manifest_of(client, "/privacy/") == ""
    assert client.get("/install/desk.webmanifest").status_code == 404
