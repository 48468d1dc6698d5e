"""A page speaks the language that its reader has chosen, wherever they sign in."""

import pytest
from django.test import Client

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import token_of
from guanjia.chapters.planning import commands as planning
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from tests.doors.coming_in import by_code
from tests.world import homes, people, plans
from tests.world.company import HANDOFFS, MONDAY_9, open_branch, staff

pytestmark = pytest.mark.django_db
PHONE = "13712341009"


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def household(branch, lin):
    return homes.open_household(branch, phone=PHONE, by=lin)


@pytest.fixture
def offered(household, lin, monday_morning):
    return plans.offered_plan(household, by=lin)


def is_english(browser, path="/me/messages/"):
    return 'lang="en"' in browser.get(path, follow=True).content.decode()[:400]


def switch(browser, language="en", where="/me/messages/"):
    return browser.post("/language/", {"language": language, "next": where})


def speaks(household, lin, *codes):
    for code in codes:
        dossier.note_preference(
            actor=lin, household_id=household.pk, kind="language", code=code, at=MONDAY_9
        )


def link_to(version):
    household = version.plan.household
    link = org.make_link(
        actor=HANDOFFS,
        purpose="offer",
        subject_id=version.pk,
        household_id=household.pk,
        branch_id=household.branch_id,
        phone=household.contacts.get(is_decider=True).phone,
        expires_at=version.answer_by,
        at=version.offered_at,
    )
    return f"/go/{token_of(link.pk)}/"


def test_who_switches_reads_english_here_and_where_they_sign_in_next(household):
    browser = by_code(PHONE)
    assert not is_english(browser)

    shown = browser.get("/me/messages/").content.decode()
    assert 'action="/language/"' in shown
    assert ">English</button>" in shown
    answer = switch(browser)

    assert (answer.status_code, answer["Location"]) == (302, "/me/messages/")
    assert is_english(browser)
    assert is_english(by_code(PHONE))
    switch(browser, "zh-hans")
    assert not is_english(browser)
    assert not is_english(by_code(PHONE))


def test_what_is_chosen_on_the_way_in_is_kept_with_the_login(household):
    browser = Client()
    switch(browser, where="/sign-in/")
    assert is_english(browser, "/sign-in/")

    by_code(PHONE, browser)

    assert is_english(browser)
    assert is_english(by_code(PHONE))


def test_who_signs_in_after_somebody_at_the_same_machine_reads_their_own_language(household, lin):
    browser = by_code(PHONE)
    switch(browser)
    browser.post("/sign-out/")
    assert is_english(browser, "/sign-in/")

    by_code(User.objects.get(id=lin.user_id).phone, browser)

    assert not is_english(browser, "/me/messages/")
    assert User.objects.get(id=lin.user_id).language == ""


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""]
)
def test_the_switch_leads_nowhere_else(household, where):
    browser = by_code(PHONE)

    answer = switch(browser, where=where)

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_language_that_the_house_does_not_speak_changes_nothing(household):
    browser = by_code(PHONE)

    switch(browser, "tlh")

    assert not is_english(browser)
    assert not User.objects.exclude(language="").exists()


def test_the_switch_is_pressed_not_followed(client):
    assert client.get("/language/?language=en").status_code == 405
    assert not is_english(client, "/sign-in/")


def test_a_household_that_speaks_english_is_shown_and_sent_english(household, lin, offered):
    speaks(household, lin, "eng")
    browser = Client()
    address = link_to(offered)
    assert is_english(browser, address)

    browser.post(address)

    assert is_english(browser, f"/plans/{offered.pk}/answer/")
    assert is_english(by_code(PHONE))
    planning.make_answer_link(actor=lin, version_id=offered.pk, by_sms=True, at=MONDAY_9)
    deliver(at=MONDAY_9)
    assert "Your service plan is ready" in Notice.objects.get(kind="plan.offer_sent").words


def test_whoever_opened_the_link_may_switch_and_stays_there(household, lin, offered):
    speaks(household, lin, "eng")
    browser, where = Client(), f"/plans/{offered.pk}/answer/"
    browser.post(link_to(offered))

    assert switch(browser, "zh-hans", where)["Location"] == where

    assert not is_english(browser, where)
    assert not is_english(browser, link_to(offered))


def test_a_household_that_also_speaks_chinese_is_shown_chinese(household, lin):
    speaks(household, lin, "eng", "cmn")

    assert not is_english(by_code(PHONE))


def test_a_client_who_has_switched_is_sent_what_they_chose(household, lin, offered):
    speaks(household, lin, "eng")
    switch(by_code(PHONE), "zh-hans")

    planning.make_answer_link(actor=lin, version_id=offered.pk, by_sms=True, at=MONDAY_9)
    deliver(at=MONDAY_9)

    assert "服务方案" in Notice.objects.get(kind="plan.offer_sent").words


def test_a_page_that_is_asked_for_with_more_is_shown_again_with_it(branch, at_desk):
    desk = at_desk(staff("dispatcher", branch))
    where = "/dispatch/day/?on=2026-11-24"

    shown = desk.get(where).content.decode()

    assert f'name="next" value="{where}"' in shown
