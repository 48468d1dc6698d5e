"""A promise to come: asked about where somebody is promised elsewhere, moved, and told once."""

from datetime import timedelta

import pytest

from guanjia.chapters.assessment import commands
from guanjia.chapters.assessment.models import Appointment
from guanjia.chapters.dossier import commands as dossier
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.world import homes, people
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
TUESDAY_10 = MONDAY_9 + timedelta(days=1, hours=1)


@pytest.fixture
def branch():
    people.ready()
    branch = open_branch()
    branch.phone = "021-0000-0001"
    branch.save()
    return branch


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, name="吴家", by=lin)


@pytest.fixture
def he(branch, lin):
    return homes.open_household(branch, name="何家", by=lin)


def promise(household, lin, *, at=TUESDAY_10):
    return commands.promise_appointment(
        actor=lin,
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        starts_at=at,
        at=MONDAY_9,
    )


def typed(household, time="10:30"):
    return {
        "home": homes.home_of(household).pk,
        "day": "2026-11-24",
        "time": time,
        "minutes": "60",
    }


def moved(appointment, *, day="2026-11-25", time="15:00"):
    return {
        "day": day,
        "time": time,
        "minutes": "60",
        "was": appointment.starts_at.isoformat(),
    }


def test_who_is_promised_to_two_homes_at_one_time_is_asked_about_first(desk, lin, wu, he):
    promise(he, lin)
    address = f"/households/{wu.pk}/appointments/"
    assert "两家都去" not in desk.get(address).content.decode()
    before = ledger_size()

    asked = desk.post(address, typed(wu))

    assert asked.status_code == 409
    assert "10:00–11:00）已约了何家" in asked.content.decode()
    assert 'type="checkbox" name="is_meant"' in asked.content.decode()
    assert ledger_size() == before
    assert desk.post(address, typed(wu) | {"is_meant": "on"}).status_code == 302
    assert Appointment.objects.filter(household=wu).count() == 1


def test_one_home_after_the_other_is_not_asked_about(desk, lin, wu, he):
    promise(he, lin)

    assert desk.post(f"/households/{wu.pk}/appointments/", typed(wu, "11:00")).status_code == 302


def test_the_call_asks_too(desk, lin, wu, he):
    promise(he, lin)
    call = desk.get(f"/calls/new/?household={wu.pk}")
    key = call.context["form"]["key"].value()
    given = typed(wu) | {"goes_on": "assess", "key": key, "service": people.service("CLN-D").pk}

    asked = desk.post(f"/calls/new/?household={wu.pk}", given)

    assert asked.status_code == 409
    assert "已约了何家" in asked.content.decode()
    assert "两家都去" in asked.content.decode()
    assert not Appointment.objects.filter(household=wu).exists()
    again = given | {"is_meant": "on"}
    assert desk.post(f"/calls/new/?household={wu.pk}", again).status_code == 302
    assert Appointment.objects.filter(household=wu).count() == 1


def test_a_visit_is_moved_and_the_household_told_once_with_both_times(desk, lin, wu):
    dossier.give_consent(
        actor=lin, household_id=wu.pk, purpose="messages", how="phone", at=MONDAY_9
    )
    appointment = promise(wu, lin)
    due = desk.get(f"/households/{wu.pk}/?tab=due").content.decode()
    assert f"/appointments/{appointment.pk}/move/" in due

    led = desk.post(f"/appointments/{appointment.pk}/move/", moved(appointment))

    assert led.status_code == 302
    appointment.refresh_from_db()
    assert appointment.starts_at == MONDAY_9 + timedelta(days=2, hours=6)
    deliver(at=MONDAY_9)
    deliver(at=MONDAY_9)
    [told] = Notice.objects.filter(kind="appointment.moved")
    assert "原定 11月24日（10:00）的上门评估改到 11月25日，15:00 到" in told.words
    assert "021-0000-0001" in told.words
    history = desk.get(f"/households/{wu.pk}/?tab=happened").content.decode()
    assert "上门时间由 11月24日 10:00 改为 11月25日 15:00" in history


def test_nobody_is_told_who_did_not_agree_to_messages(desk, lin, wu):
    appointment = promise(wu, lin)

    desk.post(f"/appointments/{appointment.pk}/move/", moved(appointment))

    deliver(at=MONDAY_9)
    assert not Notice.objects.filter(kind="appointment.moved").exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"day": "2026-11-22"}, 422),
        ({"day": "2026-11-24", "time": "10:00"}, 422),
        ({"was": MONDAY_9.isoformat()}, 409),
    ],
)
def test_what_cannot_be_moved_stays(desk, lin, wu, given, status):
    appointment = promise(wu, lin)
    before = ledger_size()

    answer = desk.post(f"/appointments/{appointment.pk}/move/", moved(appointment) | given)

    assert answer.status_code == status
    appointment.refresh_from_db()
    assert appointment.starts_at == TUESDAY_10
    assert ledger_size() == before


def test_moving_to_where_one_is_promised_elsewhere_is_asked_about(desk, lin, wu, he):
    promise(he, lin)
    appointment = promise(wu, lin, at=TUESDAY_10 + timedelta(hours=4))
    given = moved(appointment, day="2026-11-24", time="10:15")

    assert desk.post(f"/appointments/{appointment.pk}/move/", given).status_code == 409
    meant = given | {"is_meant": "on"}
    assert desk.post(f"/appointments/{appointment.pk}/move/", meant).status_code == 302
