"""While the client is on the phone, the best free times are offered, and one is held."""

import re
from datetime import datetime

import pytest

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.planning.models import Order
from tests.world import homes, people, rosters
from tests.world.company import ledger_size, open_branch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
NEW, TIMES = "/calls/new/", "/calls/times/"


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def wang(branch):
    return people.hire_worker(branch, name="王桂兰")


@pytest.fixture
def desk(branch, at_desk):
    return at_desk(homes.consultant_of(branch))


def said(branch, **more):
    return {
        "phone": "19900007788",
        "name": "陈家",
        "address": "愚园路88号301室",
        "audience": "general",
        "consents": ["service"],
        "branch": branch.pk,
        "goes_on": "book",
        "service": people.service("CLN-D").pk,
        "key": "call-1",
        "agreed_price_fen": "15000",
    } | more


def offered(page) -> list[str]:
    return re.findall(r'name="slot" value="([^"]+)"', page.content.decode())


def test_three_free_times_are_offered_to_somebody_who_calls_for_the_first_time(desk, branch, wang):
    """Requirement 4.2: the best free times are offered at once."""
    page = desk.get(TIMES, {"service": people.service("CLN-D").pk, "branch": branch.pk})

    assert len(offered(page)) == 3
    assert page.content.decode().count("王桂兰") == 3


def test_the_time_chosen_is_booked_and_its_worker_held(desk, branch, wang):
    """Requirement 4.2: one can be held."""
    slot = offered(desk.get(TIMES, {"branch": branch.pk}))[1]

    answer = desk.post(NEW, said(branch, slot=slot))

    [held] = Assignment.objects.all()
    order = Order.objects.get()
    assert answer.url == f"/orders/{order.pk}/"
    assert (held.status, held.worker_id, held.visit.order_id) == ("held", wang.pk, order.pk)
    assert held.starts_at == order.starts_at == datetime.fromisoformat(slot.split("/")[0])
    page = desk.get(answer.url).content.decode()
    assert "王桂兰" in page
    assert "客户同意" in page


def test_a_time_that_is_held_only_is_not_called_booked_until_one_press_confirms_it(
    desk, branch, wang
):
    """Requirement 4.2: one can be held."""
    slot = offered(desk.get(TIMES, {"branch": branch.pk}))[0]
    address = desk.post(NEW, said(branch, slot=slot)).url
    order, held = Order.objects.get(), Assignment.objects.get()

    shown = desk.get(address).content.decode()
    agreed = desk.get(f"/households/{order.household_id}/?tab=agreed").content.decode()

    for page in (shown, agreed):
        assert "未确认 · 保留到 09:30，还有 30 分钟" in page
        assert "已预订" not in page
    assert shown.count(f'action="/dispatch/sent/{held.pk}/confirm/"') == 1
    answer = desk.post(f"/dispatch/sent/{held.pk}/confirm/", {"order": order.pk})
    assert answer.url == address
    after = desk.get(address).content.decode()
    assert "已预订" in after
    assert "未确认" not in after


def test_a_home_that_is_known_is_offered_times_from_its_own_door(desk, branch, wang):
    household = rosters.served_household(branch)
    page = desk.get(TIMES, {"household": household.pk})
    slot = offered(page)[0]

    desk.post(
        f"{NEW}?household={household.pk}",
        {
            "home": homes.home_of(household).pk,
            "goes_on": "book",
            "service": people.service("CLN-D").pk,
            "key": "call-2",
            "slot": slot,
        },
    )

    assert Assignment.objects.get().visit.household_id == household.pk


def test_pressing_twice_books_and_holds_once(desk, branch, wang):
    slot = offered(desk.get(TIMES, {"branch": branch.pk}))[0]
    desk.post(NEW, said(branch, slot=slot))

    again = desk.post(NEW, said(branch, slot=slot, is_other="on"))

    assert again.status_code == 302
    assert Order.objects.count() == Assignment.objects.count() == 1


def test_a_time_that_is_gone_books_nothing_and_others_are_offered(desk, branch, wang):
    slot = offered(desk.get(TIMES, {"branch": branch.pk}))[0]
    desk.post(NEW, said(branch, slot=slot))
    before = ledger_size()

    answer = desk.post(NEW, said(branch, slot=slot, key="call-2", phone="19900007799", name="钱家"))

    assert answer.status_code == 409
    assert offered(answer), "other times stand on the same page"
    assert "钱家" in answer.content.decode()
    assert Household.objects.count() == Order.objects.count() == Visit.objects.count() == 1
    assert ledger_size() == before


def test_without_scripts_a_button_shows_the_times_and_books_nothing(desk, branch, wang):
    answer = desk.post(NEW, said(branch, look="times"))
    assert len(offered(answer)) == 3
    assert not Order.objects.exists()
