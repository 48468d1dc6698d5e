"""A long life is read a page at a time, back to its beginning."""

import pytest

from guanjia.chapters.dossier.commands import reveal
from guanjia.flow.overviews.timeline import PER_PAGE
from tests.world import company, rosters
from tests.world.company import MONDAY_9, staff

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("monday_morning")
def test_a_page_of_a_long_life_leads_to_what_happened_before(at_desk):
    """Requirement 5.2: the page of a household reaches back to the call that opened it."""
    branch = company.open_branch()
    home = rosters.served_household(branch)
    manager = staff("manager", branch)
    contact = home.contacts.get(is_decider=True)
    for _nth in range(PER_PAGE):
        reveal(
            actor=manager,
            household_id=home.pk,
            part="contact.phone",
            row_id=contact.pk,
            at=MONDAY_9,
        )
    desk = at_desk(manager)

    newest = desk.get(f"/households/{home.pk}/?tab=happened")
    assert "更早的记录" in newest.content.decode()
    oldest = desk.get(f"/households/{home.pk}/{newest.context['older']}")

    assert oldest.context["older"] == ""
    assert "回到最新" in oldest.content.decode()
    assert len(newest.context["moments"]) == PER_PAGE
    assert len(oldest.context["moments"]) > 0
