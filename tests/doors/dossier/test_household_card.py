"""The card of a household: limits, allergies, the last rating, what is open; each for who may."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.flow.overviews.household_card import household_card
from guanjia.vault.models import AccessRecord
from tests.world import company, homes, people, plans, rosters
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def wu():
    people.ready()
    branch = company.open_branch()
    lin = homes.consultant_of(branch)
    household = homes.open_household(branch, name="吴家", by=lin)
    said = {"actor": lin, "household_id": household.pk, "at": MONDAY_9}
    dossier.note_preference(kind="language", code="wuu", **said)
    dossier.note_preference(kind="not_before", minute=9 * 60, **said)
    dossier.note_preference(kind="pet", code="dog", **said)
    dossier.note_diet(kind="allergy", code="peanut", **said)
    return household


def test_it_is_read_in_three_queries(wu, django_assert_num_queries):
    lin = homes.consultant_of(wu.branch)
    with django_assert_num_queries(3):
        card = household_card(lin, wu.pk)
    assert card.said.not_before == 9 * 60
    assert ("language", "wuu") in card.said.codes
    assert [one.code for one in card.diets] == ["peanut"]
    assert (card.rating, card.open_calls) == (None, 0)


@pytest.mark.parametrize(
    ("role", "is_there", "reads_health"),
    [
        ("consultant", True, True),
        ("dispatcher", True, False),
        ("inspector", True, False),
        ("finance", False, False),
    ],
)
def test_each_role_reads_what_is_for_it(wu, role, is_there, reads_health):
    """Requirement 8.4: what concerns health is for those who look after the household."""
    card = household_card(company.staff(role, wu.branch), wu.pk)
    assert (card is not None) is is_there
    assert bool(card and card.diets) is reads_health


def test_the_household_itself_has_no_such_card_and_another_branch_none_at_all(wu):
    assert household_card(homes.client_actor(wu), wu.pk) is None
    assert household_card(homes.consultant_of(company.open_branch()), wu.pk) is None


def pages_of(household):
    offered = plans.offered_plan(household, by=homes.consultant_of(household.branch))
    visit = rosters.open_visit(household, starts_at=MONDAY_9 + timedelta(days=1))
    yield f"/calls/new/?household={household.pk}"
    yield f"/households/{household.pk}/?tab=agreed"
    yield f"/dispatch/visits/{visit.pk}/"
    yield f"/plans/{offered.pk}/"
    yield f"/orders/{visit.order_id}/"


def test_it_stands_on_every_page_on_which_somebody_acts_for_the_household(wu, at_desk):
    """Requirement 2.1: whoever acts for a household has its limits before their eyes."""
    desk = at_desk(company.staff("manager", wu.branch))
    for path in pages_of(wu):
        looks = AccessRecord.objects.filter(noun="dietnote").count()
        shown = desk.get(path).content.decode()
        for words in ("这家要留意的", "上海话", "09:00", "狗", "花生"):
            assert words in shown, (path, words)
        assert AccessRecord.objects.filter(noun="dietnote").count() == looks + 1, path


def test_a_dispatcher_reads_the_limits_and_no_allergy(wu, at_desk):
    desk = at_desk(rosters.dispatcher_of(wu.branch))
    shown = desk.get(f"/households/{wu.pk}/").content.decode()
    assert "上海话" in shown
    assert "花生" not in shown
