"""Who decides changes, on the pages a consultant uses; the former one finds the doors closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.dossier.models import Contact
from guanjia.chapters.org.queries import phone_print
from guanjia.chapters.planning.models import Approval
from guanjia.doors import clock
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.world import homes, people, plans, work
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]

HIS, HERS, ANOTHER = "13712341001", "13712341002", "13712341005"
SIGNED = {"number": "1", "signed_name": "周敏"}


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def desk(lin, at_desk):
    return at_desk(lin)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(
        branch, name="吴家", by=lin, phone=HIS, consents=("service", "health", "messages")
    )


@pytest.fixture
def phone_of(at_desk):
    """Sign in whoever has a number, and return their browser."""

    def signed_in(number):
        contact = Contact.objects.filter(phone_print=phone_print(number)).first()
        return at_desk(homes.signed_in(contact))

    return signed_in


def note(desk, household, number, **more):
    given = {"name": "周女士", "phone": number, "channel": "phone"} | more
    answer = desk.post(f"/households/{household.pk}/contact/add/", given)
    assert answer.status_code == 302
    return answer


def test_the_former_one_signs_nothing_and_she_does(desk, lin, wu, phone_of):
    his = phone_of(HIS)
    offer = plans.offered_plan(wu, by=lin)
    assert 'id="sign"' in his.get(f"/plans/{offer.pk}/answer/").content.decode()

    note(desk, wu, HERS, is_decider="on")

    before = ledger_size()
    assert 'id="sign"' not in his.get(f"/plans/{offer.pk}/answer/").content.decode()
    refused = his.post(f"/plans/{offer.pk}/answer/", SIGNED)
    assert refused.status_code == 403
    assert not Approval.objects.exists()
    assert ledger_size() == before

    hers = phone_of(HERS)
    today = hers.post(f"/plans/{offer.pk}/answer/", SIGNED)
    assert today.status_code == 409
    assert "本次没有签署" in today.content.decode()
    clock.shift_clock(MONDAY_9 + timedelta(hours=25) - timezone.now())
    assert hers.post(f"/plans/{offer.pk}/answer/", SIGNED).status_code == 302
    assert Approval.objects.get().user.phone_print == phone_print(HERS)


def test_the_former_one_is_shown_no_address(desk, wu, phone_of):
    his = phone_of(HIS)
    note(desk, wu, HERS, is_decider="on")
    home = {"part": "home.address", "row": homes.home_of(wu).pk}

    refused = his.post(f"/households/{wu.pk}/reveal/", home)

    assert refused.status_code in {403, 404}
    assert "南京西路" not in refused.content.decode()
    assert "南京西路" not in his.get("/my/").content.decode()


def test_the_former_one_gives_and_withdraws_no_consent(desk, wu, phone_of):
    his = phone_of(HIS)
    note(desk, wu, HERS, is_decider="on")
    consent = wu.consents.get(purpose="health")

    his.post(f"/my/consents/{wu.pk}/{consent.pk}/withdrawal/")

    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_offer_and_survey_go_to_her(desk, lin, wu, phone_of):
    phone_of(HIS)
    note(desk, wu, HERS, is_decider="on")
    offer = plans.offered_plan(wu, by=lin)

    desk.post(f"/plans/{offer.pk}/link/", {"by": "sms"})
    work.asked(wu, at=MONDAY_9)
    deliver(at=MONDAY_9)

    told = Notice.objects.filter(kind__in=("plan.offer_sent", "survey.sent"))
    assert {notice.kind for notice in told} == {"plan.offer_sent", "survey.sent"}
    assert {notice.address[-11:] for notice in told} == {HERS}


def test_a_number_is_noted_once_and_leaves_whoever_has_it_the_decision(desk, lin, wu, phone_of):
    given = {"name": "儿子", "relation": "儿子", "phone": HIS, "channel": "phone"}
    refused = desk.post(f"/households/{wu.pk}/contact/add/", given)
    assert refused.status_code == 409
    assert "这个号码已经记在" in refused.content.decode()
    assert wu.contacts.count() == 1
    offer = plans.offered_plan(wu, by=lin)
    assert phone_of(HIS).post(f"/plans/{offer.pk}/answer/", SIGNED).status_code == 302


def test_with_another_number_the_old_one_opens_nothing_here(desk, lin, wu, branch, phone_of):
    his = phone_of(HIS)
    contact = wu.contacts.get()
    changed = desk.post(
        f"/households/{wu.pk}/contact/{contact.pk}/",
        {"name": contact.name, "phone": ANOTHER, "channel": "phone", "is_decider": "on"},
    )
    assert changed.status_code == 302
    other = homes.open_household(branch, name="李家", by=lin, phone=HIS)
    offers = {one: plans.offered_plan(one, by=lin) for one in (wu, other)}
    his, anew = phone_of(HIS), phone_of(ANOTHER)

    assert his.get(f"/plans/{offers[wu].pk}/answer/").status_code == 404
    assert his.get(f"/plans/{offers[other].pk}/answer/").status_code == 200
    assert anew.get(f"/plans/{offers[wu].pk}/answer/").status_code == 200
    assert anew.get(f"/plans/{offers[other].pk}/answer/").status_code == 404
