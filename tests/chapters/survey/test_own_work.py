"""Whoever was sent is not asked how it was, and does not say."""

from dataclasses import replace

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.survey import commands
from guanjia.chapters.survey.models import Answer, Invitation
from guanjia.kernel.errors import NotAllowed
from tests.world import homes, rosters, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = pytest.mark.django_db
CONTENT = {"V1": "5", "V2": "on_time", "V3": "none"}


@pytest.fixture
def sent():
    household = rosters.served_household(
        rosters.company.open_branch(), consents=("service", "health", "messages")
    )
    return rosters.staffed_visit(household=household)


def note_as_contact(sent, *, is_decider):
    household = sent.visit.household
    contact = dossier.add_contact(
        actor=homes.consultant_of(household.branch),
        household_id=household.pk,
        name=sent.worker.name,
        phone=sent.worker.user.phone,
        is_decider=is_decider,
        at=MONDAY_9,
    )
    return replace(homes.signed_in(contact), worker_id=sent.worker_id)


def test_whoever_was_sent_is_not_asked_how_it_was(sent):
    note_as_contact(sent, is_decider=True)
    before = ledger_size()

    assert work.asked(sent.visit.household, visit_id=sent.visit_id, at=sent.ends_at) is None

    assert not Invitation.objects.exists()
    assert ledger_size() == before


def test_a_relative_who_was_sent_does_not_answer_for_the_household(sent):
    invitation = work.asked(sent.visit.household, visit_id=sent.visit_id, at=sent.ends_at)
    both = note_as_contact(sent, is_decider=False)
    before = ledger_size()

    with pytest.raises(NotAllowed, match="Whoever was sent"):
        commands.answer(actor=both, invitation_id=invitation.pk, given=CONTENT, at=sent.ends_at)

    assert not Answer.objects.exists()
    assert ledger_size() == before
