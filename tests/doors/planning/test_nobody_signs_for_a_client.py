"""The attack: a consultant makes the plan's link, opens it, and signs any name."""

import re

import pytest
from django.test import Client

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org.models import EntryLink, User
from guanjia.chapters.planning.models import Approval, Commitment
from guanjia.ledger.models import Event
from tests.world import homes
from tests.world.company import MONDAY_9, also, ledger_size, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

SIGNED = {"number": "1", "signed_name": "随便写的名字"}


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, name="吴家", by=lin)


def link_on_screen(desk, offer):
    """Return the address that the consultant reads on her own screen."""
    shown = desk.post(f"/plans/{offer.pk}/link/").content.decode()
    return re.search(r"http://testserver(/go/[\w-]+/)", shown).group(1)


def nothing_is_agreed(offer):
    offer.refresh_from_db()
    assert offer.status == "offered"
    assert not Approval.objects.exists()
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("browser", ["another browser", "her own"])
def test_whoever_opens_the_link_has_signed_nothing(desk, offer, browser):
    reader = Client() if browser == "another browser" else desk
    reader.post(link_on_screen(desk, offer))
    before = ledger_size()

    signed = reader.post(f"/plans/{offer.pk}/answer/", SIGNED)

    assert signed.status_code == 403
    nothing_is_agreed(offer)
    assert ledger_size() == before


@pytest.mark.parametrize("page", ["/my/", "/my/visits/", "/me/", "/households/{0}/", "/today/"])
def test_the_link_opens_nothing_else(desk, offer, wu, page):
    reader = Client()
    reader.post(link_on_screen(desk, offer))
    assert reader.get(page.format(wu.pk)).status_code == 302


def test_who_made_the_link_is_on_record(desk, offer, lin):
    link_on_screen(desk, offer)
    link = EntryLink.objects.get()
    made = Event.objects.get(kind="link.made", objects_about__object_id=link.pk)
    assert made.actor_id == lin.user_id


@pytest.mark.parametrize(
    "role", ["owner", "head_office", "manager", "consultant", "butler", "inspector", "care"]
)
def test_no_desk_signs_or_declines(offer, branch, at_desk, role, wu):
    everywhere = role in {"owner", "head_office"}
    browser = at_desk(staff(role, None if everywhere else branch))
    before = ledger_size()

    signed = browser.post(f"/plans/{offer.pk}/answer/", SIGNED)
    declined = browser.post(f"/plans/{offer.pk}/answer/no/", {"number": "1"})

    assert {signed.status_code, declined.status_code} <= {403, 404}
    nothing_is_agreed(offer)
    assert ledger_size() == before


def test_a_consultant_who_notes_herself_as_who_decides_signs_nothing(offer, wu, lin, at_desk):
    """Whoever could write the offer does not answer it, whosever contact they are."""
    dossier.add_contact(
        actor=lin,
        household_id=wu.pk,
        name="林晓",
        phone=User.objects.get(id=lin.user_id).phone,
        is_decider=True,
        at=MONDAY_9,
    )
    herself = homes.signed_in(wu.contacts.get(is_decider=True))
    assert herself.homes[wu.pk] == "decider"
    before = ledger_size()

    signed = at_desk(herself).post(f"/plans/{offer.pk}/answer/", SIGNED)

    assert signed.status_code == 403
    nothing_is_agreed(offer)
    assert ledger_size() == before


def test_when_the_household_signs_it_is_on_record_as_theirs(offer, wu, at_desk):
    client = homes.client_actor(wu)

    at_desk(client).post(f"/plans/{offer.pk}/answer/", SIGNED | {"signed_name": "吴敏"})

    accepted = Event.objects.get(kind="plan.accepted")
    assert (accepted.actor_id, accepted.role) == (client.user_id, "client")
    offer.refresh_from_db()
    assert offer.approval.user_id == client.user_id


def test_a_decider_who_also_works_here_signs_on_paper(offer, wu, branch, at_desk):
    """A trainer's own mother is a client of the branch: a second colleague sees her signature."""
    trainer = also(homes.client_actor(wu), "trainer", branch)
    before = ledger_size()
    refused = at_desk(trainer).post(f"/plans/{offer.pk}/answer/", SIGNED)
    assert refused.status_code == 403
    assert "纸质" in refused.content.decode()
    offer.refresh_from_db()
    assert offer.status == "offered"
    assert ledger_size() == before
