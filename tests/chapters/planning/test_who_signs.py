"""Nobody signs for a household but who decides for it, and not on the day on which that changed."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org.models import User
from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import PlanVersion
from guanjia.flow.delivery import deliver
from guanjia.kernel.errors import Conflict, NotAllowed
from guanjia.outbound.models import Notice
from tests.world import company, homes, people, plans
from tests.world.company import MONDAY_9, ledger_size

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
THEIRS, SECOND_SIM = "13712341001", "13712341009"


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, phone=THEIRS, by=lin)


@pytest.fixture
def offer(wu, lin):
    return plans.offered_plan(wu, by=lin)


def sign(offer, actor, at=MONDAY_9 + HOUR):
    return commands.accept_plan(
        actor=actor, version_id=offer.pk, number=offer.number, signed_name="王先生", at=at
    )


def decide(wu, lin, phone, at=MONDAY_9):
    """Let a consultant put in somebody else who decides, and let them show their number."""
    contact = dossier.add_contact(
        actor=lin, household_id=wu.pk, name="温女士", phone=phone, is_decider=True, at=at
    )
    return homes.signed_in(contact, at=at)


@pytest.mark.parametrize(
    "role", ["care", "recruiter", "trainer", "finance", "inspector", "manager"]
)
def test_no_colleague_signs_who_was_put_in_as_the_one_who_decides(branch, wu, lin, offer, role):
    colleague = company.staff(role, branch)
    phone = User.objects.get(id=colleague.user_id).phone
    signer = decide(wu, lin, phone)
    size = ledger_size()

    with pytest.raises(NotAllowed, match="on paper"):
        sign(offer, signer, at=MONDAY_9 + timedelta(days=3))

    assert PlanVersion.objects.get(id=offer.pk).status == "offered"
    assert ledger_size() == size


def test_a_second_sim_signs_nothing_on_its_first_day(wu, lin, offer):
    signer = decide(wu, lin, SECOND_SIM)
    size = ledger_size()

    with pytest.raises(Conflict, match="Nothing was signed"):
        sign(offer, signer, at=MONDAY_9 + 23 * HOUR)

    assert PlanVersion.objects.get(id=offer.pk).status == "offered"
    assert ledger_size() == size


def test_whoever_decided_until_then_is_told_at_once(wu, lin):
    decide(wu, lin, SECOND_SIM)

    deliver(at=MONDAY_9)

    told = Notice.objects.get(kind="household.decider_changed")
    assert told.address.endswith(THEIRS)
    assert told.not_before == MONDAY_9


def test_another_number_of_who_decides_waits_too(wu, lin, offer):
    contact = wu.contacts.get()
    dossier.change_contact(
        actor=lin, household_id=wu.pk, contact_id=contact.pk, phone=SECOND_SIM, at=MONDAY_9
    )
    contact.refresh_from_db()

    with pytest.raises(Conflict):
        sign(offer, homes.signed_in(contact))

    assert PlanVersion.objects.get(id=offer.pk).status == "offered"


def test_after_a_day_the_new_one_signs(wu, lin, offer):
    signer = decide(wu, lin, SECOND_SIM)

    assert sign(offer, signer, at=MONDAY_9 + 24 * HOUR).status == "accepted"


def test_who_decided_from_the_first_day_on_waits_for_nothing(wu, offer):
    assert sign(offer, homes.client_actor(wu)).status == "accepted"
