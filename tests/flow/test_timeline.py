"""What happened is told so that it can be told apart: who went, on which day."""

import pytest
from django.utils import translation

from guanjia.chapters.dossier.commands import reveal
from guanjia.flow.overviews.timeline import PER_PAGE, household_timeline, worker_timeline
from guanjia.ledger.queries import facts_of_case
from tests.world import company, rosters
from tests.world.company import MONDAY_9, staff

pytestmark = pytest.mark.django_db


def test_an_assignment_says_for_which_day():
    branch = company.open_branch()
    sent = rosters.staffed_visit(branch)
    dispatcher = rosters.dispatcher_of(branch)
    with translation.override("zh-hans"):
        told = household_timeline(actor=dispatcher, household_id=sent.visit.household_id)
    words = [one.words for one in told.happenings if one.kind == "assignment.assigned"]
    assert words == [f"派 {sent.worker.name} 11月24日上门。"]


def test_a_long_life_is_read_back_to_its_beginning_each_fact_in_its_turn():
    """Requirement 5.2: one timeline of everything that happened."""
    branch = company.open_branch()
    home = rosters.served_household(branch)
    manager = staff("manager", branch)
    contact = home.contacts.get(is_decider=True)
    for _nth in range(2 * PER_PAGE):
        reveal(
            actor=manager,
            household_id=home.pk,
            part="contact.phone",
            row_id=contact.pk,
            at=MONDAY_9,
        )

    read, older = [], None
    while True:
        told = household_timeline(actor=manager, household_id=home.pk, before=older)
        read += [one.id for one in told.happenings]
        older = told.older
        if older is None:
            break

    kinds = {one.id: one.kind for one in facts_of_case(home.case, limit=10 * PER_PAGE)}
    assert len(read) > 2 * PER_PAGE
    assert read == [one for one in kinds if one in set(read)]
    assert "household.opened" in {kinds[one] for one in read}


def test_a_worker_s_papers_are_told_by_their_names():
    branch = company.open_branch()
    worker = rosters.staffed_visit(branch).worker
    with translation.override("zh-hans"):
        told = worker_timeline(actor=staff("manager", branch), worker_id=worker.pk)
    words = [one.words for one in told.happenings if one.kind.startswith("certificate.")]
    assert words
    assert not [one for one in words if "health" in one or "·" in one]
