"""A worker's login goes and comes back with them."""

from datetime import timedelta

import pytest

from guanjia.chapters.org.models import Tie, User
from guanjia.chapters.org.queries import user_by_phone
from guanjia.chapters.workforce import commands
from guanjia.chapters.workforce.models import Worker
from guanjia.flow.delivery import deliver
from guanjia.kernel.errors import Conflict, Invalid
from tests.world import homes
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff
from tests.world.people import apply_as_worker

pytestmark = pytest.mark.django_db
LATER = MONDAY_9 + timedelta(days=200)


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def recruiter(branch):
    return staff("recruiter", branch)


@pytest.fixture
def gone(branch, recruiter):
    """Somebody who was not taken on, and whose number was released."""
    worker = apply_as_worker(branch, name="王桂兰", recruiter=recruiter)
    commands.reject_applicant(actor=staff("manager", branch), worker_id=worker.pk, at=MONDAY_9)
    deliver(at=MONDAY_9)
    assert user_by_phone(worker.phone) is None
    return worker


def test_whoever_comes_back_has_a_login_again(gone, recruiter):
    commands.reopen_worker(actor=recruiter, worker_id=gone.pk, at=LATER)

    user = user_by_phone(gone.phone)
    assert Worker.objects.get(id=gone.pk).user == user
    assert user.pk != gone.user_id
    assert Tie.objects.filter(user=user, kind="worker", row_id=gone.pk, until=None).exists()


def test_whoever_comes_back_is_recognised_by_number_and_name(branch, gone, recruiter):
    size = ledger_size()

    with pytest.raises(Invalid, match="on record") as refusal:
        apply_as_worker(branch, name="王桂兰", phone=gone.phone, recruiter=recruiter, at=LATER)

    assert refusal.value.field == "phone"
    assert ledger_size() == size


def test_a_released_number_is_taken_on_with_its_next_owner(branch, gone, recruiter):
    next_one = apply_as_worker(branch, name="李梅", phone=gone.phone, recruiter=recruiter, at=LATER)

    assert next_one.user_id != gone.user_id


def test_nobody_comes_back_onto_the_login_of_a_stranger(branch, gone, recruiter):
    household = homes.open_household(branch, name="陈家", phone=gone.phone)
    stranger = User.objects.get(id=homes.client_actor(household).user_id)
    size = ledger_size()

    with pytest.raises(Conflict, match="somebody else's by now"):
        commands.reopen_worker(actor=recruiter, worker_id=gone.pk, at=LATER)

    assert Worker.objects.get(id=gone.pk).status == "rejected"
    assert not Tie.objects.filter(user=stranger, kind="worker").exists()
    assert ledger_size() == size
