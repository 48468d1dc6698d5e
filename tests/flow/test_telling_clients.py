"""What goes to a client's telephone because of what the office does."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org.commands import open_link
from guanjia.chapters.org.models import User
from guanjia.chapters.planning import commands as planning
from guanjia.flow.delivery import deliver
from guanjia.outbound.commands import send_due
from guanjia.outbound.messages import carried_by
from guanjia.outbound.models import Notice
from guanjia.outbound.queries import outbox
from tests.flow.carriers import Carrier
from tests.world import company, homes, people, plans
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db
OLD, NEW = "13712341004", "13712341005"


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, phone=OLD, by=lin)


def sent(at=MONDAY_9):
    """Hand on what has happened, and return what went out to the household by SMS."""
    carried = Carrier()
    deliver(at=at)
    with carried_by(carried, "sms"):
        send_due(at=at)
    return [one for one in carried.brought.values() if one.address[-11:] in {OLD, NEW}]


def test_an_offer_by_sms_is_a_link_that_lies_nowhere_but_in_the_message(wu, lin, branch):
    version = plans.offered_plan(wu, by=lin)
    made = planning.make_answer_link(actor=lin, version_id=version.pk, by_sms=True, at=MONDAY_9)
    assert made.path == ""

    (message,) = sent()

    assert message.address.endswith(OLD)
    assert "服务方案" in message.words
    token = message.link.split("/go/")[1].strip("/")
    assert open_link(token=token, at=MONDAY_9).subject_id == version.pk
    shown = outbox(actor=company.staff("manager", branch)).rows
    assert token not in repr(shown)
    assert token not in repr(list(Notice.objects.values()))


def test_an_offer_that_was_taken_back_meanwhile_is_not_sent(wu, lin):
    version = plans.offered_plan(wu, by=lin)
    planning.make_answer_link(actor=lin, version_id=version.pk, by_sms=True, at=MONDAY_9)
    planning.withdraw_plan(actor=lin, version_id=version.pk, at=MONDAY_9)

    assert sent() == []


def test_the_former_number_is_told_when_another_takes_its_place(wu, lin):
    homes.client_actor(wu)

    dossier.change_contact(
        actor=lin, household_id=wu.pk, contact_id=wu.contacts.get().pk, phone=NEW, at=MONDAY_9
    )

    (message,) = sent()
    assert message.address.endswith(OLD)
    assert NEW not in message.words


def test_a_name_that_was_mended_is_no_news(wu, lin):
    dossier.change_contact(
        actor=lin, household_id=wu.pk, contact_id=wu.contacts.get().pk, name="吴敏", at=MONDAY_9
    )

    assert sent() == []


def test_a_login_that_was_closed_meanwhile_speaks_for_nobody(wu):
    user = dossier.login_of_contact(phone=OLD, at=MONDAY_9)
    User.objects.filter(id=user.pk).update(is_active=False)

    assert dossier.bind_contacts(user_id=user.pk, at=MONDAY_9 + timedelta(minutes=1)) == 0
    assert not wu.standings.exists()
