"""Nobody who signs in elsewhere becomes somebody's worker without being asked."""

import pytest

from guanjia.chapters.org.models import Tie, User
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.errors import Invalid
from tests.world import company, homes, people
from tests.world.company import ledger_size

pytestmark = pytest.mark.django_db


@pytest.fixture
def east():
    people.ready()
    return company.open_branch(name="城东店")


@pytest.fixture
def west():
    return company.open_branch(name="城西店")


def number_of(actor):
    return User.objects.get(id=actor.user_id).phone


@pytest.mark.parametrize("whose", ["owner", "butler", "client"])
def test_a_recruiter_takes_on_nobody_from_elsewhere(east, west, whose):
    if whose == "client":
        actor = homes.client_actor(homes.open_household(east))
    else:
        actor = company.staff(whose, None if whose == "owner" else east)
    recruiter = company.staff("recruiter", west)
    size = ledger_size()

    with pytest.raises(Invalid) as refusal:
        people.apply_as_worker(west, recruiter=recruiter, phone=number_of(actor))

    assert refusal.value.field == "phone"
    assert not Worker.objects.exists()
    assert not Tie.objects.filter(kind="worker").exists()
    assert ledger_size() == size
