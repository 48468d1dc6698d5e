"""A household asks to be forgotten, on its page or at the desk; a manager says the last word."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier import commands
from guanjia.chapters.dossier.models import Erasure, Household
from guanjia.chapters.org.models import User
from guanjia.chapters.planning.models import Order, PlanVersion
from guanjia.doors import clock
from guanjia.doors.jobs import upkeep
from guanjia.ledger.models import Event
from tests.doors.coming_in import by_code, long_signed_in, show_again
from tests.world import company, forgetting, homes, people, plans
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
HERS = "+8619912345678"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def manager(branch):
    return company.staff("manager", branch, name="店长 陆远")


@pytest.fixture
def wu(branch, manager):
    household = homes.open_household(branch, name="吴家", phone=HERS, by=manager)
    homes.client_actor(household)
    return household


def own(household):
    return f"/my/data/{household.pk}/erasure/"


def desk_of(household):
    return f"/households/{household.pk}/erasure/"


def phone_of(actor):
    return User.objects.get(id=actor.user_id).phone


def text(answer):
    return answer.content.decode()


def asked(household):
    client = homes.client_actor(household)
    return commands.ask_for_erasure(actor=client, household_id=household.pk, at=MONDAY_9)


def test_who_decides_reads_what_will_be_gone_and_asks(wu):
    """Requirement 8.4: erasure on request, with what is kept and for how long."""
    browser = by_code(HERS)
    assert own(wu) in text(browser.get("/my/data/"))
    page = text(browser.get(own(wu)))
    assert "会删除什么" in page
    assert "2037年1月1日" in page
    assert "7 天内什么也不会删除" in page

    after = browser.post(own(wu), follow=True)

    assert "已收到您的删除请求" in text(after)
    assert "11月30日" in text(after)
    erasure = Erasure.objects.get()
    assert (erasure.how, erasure.asked_by_id) == ("page", wu.contacts.get().user_id)
    assert erasure.due_at == erasure.asked_at + timedelta(days=7)


def test_she_takes_it_back_as_easily(wu):
    browser = by_code(HERS)
    browser.post(own(wu))
    page = browser.post(f"{own(wu)}taking-back/", follow=True)
    assert "您的资料照旧保留" in text(page)
    assert browser.post(f"{own(wu)}taking-back/").status_code == 409
    assert Erasure.objects.get().status == "taken_back"


def test_whoever_came_in_days_ago_shows_first_who_it_is(wu):
    browser = long_signed_in(wu.contacts.get(is_decider=True).user)
    assert browser.post(own(wu)).status_code == 302
    assert not Erasure.objects.exists()

    show_again(browser, HERS, then=own(wu))
    browser.post(own(wu))
    assert Erasure.objects.count() == 1


def test_asked_ten_times_it_is_asked_once(wu):
    browser = by_code(HERS)
    for _time in range(10):
        cache.clear()
        assert browser.post(own(wu)).status_code == 302
    assert Erasure.objects.count() == 1
    assert Event.objects.filter(kind="erasure.asked").count() == 1


def test_a_relative_cannot_ask(wu):
    browser = by_code(phone_of(homes.relative_actor(wu)))
    assert browser.get(own(wu)).status_code == 403
    assert browser.post(own(wu)).status_code == 403
    assert not Erasure.objects.exists()


def test_another_household_cannot_ask(wu, branch):
    other = homes.open_household(branch, name="沈家")
    browser = by_code(phone_of(homes.client_actor(other)))
    assert browser.post(own(wu)).status_code == 404
    assert browser.post(f"{own(wu)}taking-back/").status_code == 404
    assert not Erasure.objects.exists()


def test_nobody_in_particular_is_asked_to_sign_in(wu):
    assert "/sign-in/" in Client().post(own(wu)).url
    assert "/sign-in/" in Client().get(desk_of(wu)).url
    assert not Erasure.objects.exists()


def test_the_desk_notes_who_asked_how_and_why(wu, branch):
    lin = homes.consultant_of(branch)
    browser = by_code(phone_of(lin))
    missing = browser.post(desk_of(wu), {"how": "phone"})
    assert missing.status_code == 422

    browser.post(desk_of(wu), {"who": "吴敏", "how": "phone", "reason": "老人去世了"})

    erasure = Erasure.objects.get()
    assert (erasure.who, erasure.how, erasure.reason) == ("吴敏", "phone", "老人去世了")
    assert (erasure.noted_by_id, erasure.asked_by_id) == (lin.user_id, None)
    page = text(browser.get(desk_of(wu)))
    assert "老人去世了" in page
    assert "确认删除资料" not in page


def test_a_consultant_does_not_say_the_last_word(wu, branch):
    asked(wu)
    browser = by_code(phone_of(homes.consultant_of(branch)))
    assert browser.get(f"{desk_of(wu)}confirmation/").status_code == 403
    assert browser.post(f"{desk_of(wu)}confirmation/").status_code == 403
    assert Erasure.objects.get().status == "asked"


def test_a_manager_of_another_branch_sees_nothing_of_it(wu):
    asked(wu)
    there = company.staff("manager", company.open_branch("there", name="远处店"))
    browser = by_code(phone_of(there))
    for address in (desk_of(wu), f"{desk_of(wu)}confirmation/"):
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert Erasure.objects.get().status == "asked"


def test_a_manager_is_told_on_the_page_of_today_and_confirms(wu, manager):
    asked(wu)
    browser = by_code(phone_of(manager))
    today = text(browser.get("/", follow=True))
    assert "客户要求删除资料" in today
    assert desk_of(wu) in today
    assert "没有未了结的事" in text(browser.get(desk_of(wu)))
    question = text(browser.get(f"{desk_of(wu)}confirmation/"))
    assert "谁也无法恢复" in question
    assert "2037年1月1日" in question

    browser.post(f"{desk_of(wu)}confirmation/")
    again = browser.post(f"{desk_of(wu)}confirmation/")

    assert again.status_code == 409
    erasure = Erasure.objects.get()
    assert (erasure.status, erasure.confirmed_by_id) == ("confirmed", manager.user_id)
    wu.refresh_from_db()
    assert wu.name == "吴家"


def test_a_manager_who_came_in_days_ago_shows_first_who_it_is(wu, manager):
    asked(wu)
    browser = long_signed_in(User.objects.get(id=manager.user_id))
    assert browser.post(f"{desk_of(wu)}confirmation/").status_code == 302
    assert Erasure.objects.get().status == "asked"


def test_what_is_not_over_is_named_with_a_link(wu, manager):
    asked(wu)
    order = plans.booked_order(wu, by=manager)
    browser = by_code(phone_of(manager))

    page = text(browser.get(desk_of(wu)))
    answer = browser.post(f"{desk_of(wu)}confirmation/")

    assert f'href="/orders/{order.pk}/"' in page
    assert answer.status_code == 409
    assert "未了结" in text(answer)
    assert Erasure.objects.get().status == "asked"


def test_the_night_carries_out_what_was_confirmed(wu, manager):
    asked(wu)
    by_code(phone_of(manager)).post(f"{desk_of(wu)}confirmation/")
    upkeep.households_to_forget(MONDAY_9 + timedelta(days=6))
    assert Household.objects.get(id=wu.pk).name == "吴家"

    for _time in range(2):
        upkeep.households_to_forget(MONDAY_9 + timedelta(days=8))

    assert Household.objects.get(id=wu.pk).status == "erased"
    assert Event.objects.filter(kind="household.erased").count() == 1


def test_pressed_after_its_time_it_is_erased_at_once(wu, manager):
    asked(wu)
    clock.shift_clock(MONDAY_9 + timedelta(days=8) - timezone.now())
    page = by_code(phone_of(manager)).post(f"{desk_of(wu)}confirmation/", follow=True)
    assert "已删除的家庭" in text(page)
    assert Household.objects.get(id=wu.pk).status == "erased"


@pytest.fixture
def gone(branch):
    return forgetting.forgotten(forgetting.known(branch))


@pytest.fixture
def after(gone):
    clock.shift_clock(forgetting.DUE - timezone.now())
    return by_code(phone_of(gone.manager))


def test_of_an_erased_household_its_page_says_only_that_it_was(gone, after):
    page = text(after.get(f"/households/{gone.household.pk}/"))
    assert "已删除的家庭" in page
    assert "店长 陆远" in page
    assert forgetting.WORD not in page
    assert f"?household={gone.household.pk}" not in page


def test_old_orders_and_plans_show_the_placeholder(gone, after):
    order, visit, version = Order.objects.get(), Visit.objects.get(), PlanVersion.objects.get()
    for address in (
        f"/orders/{order.pk}/",
        f"/plans/{version.pk}/",
        f"/dispatch/visits/{visit.pk}/",
        "/plans/",
        f"/dispatch/day/?branch={gone.household.branch_id}&on={visit.on}",
    ):
        answer = after.get(address)
        assert answer.status_code == 200, address
        assert "已删除的家庭" in text(answer), address
        assert forgetting.WORD not in text(answer), address


@pytest.mark.parametrize("words", [forgetting.WORD, forgetting.PHONE, "5678", "H00001"])
def test_no_search_finds_it(gone, after, words):
    assert "已删除" not in text(after.get("/search/", {"q": words})).partition("<main")[2]
    listed = text(after.get("/households/", {"q": words}))
    assert gone.household.code not in listed.partition("<main")[2].replace(words, "")


def test_nothing_is_written_into_it_any_more(gone, after):
    here = f"/households/{gone.household.pk}"
    for address in ("/member/add/", "/contact/add/", "/erasure/", "/plans/new/"):
        assert after.post(f"{here}{address}", {"name": "新"}).status_code == 404
