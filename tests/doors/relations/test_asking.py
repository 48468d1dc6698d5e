"""A household asks us by itself: to move or skip a visit, or to say that something was not right."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.relations.models import Callback
from guanjia.flow.delivery import deliver
from guanjia.flow.overviews.own_data import own_data
from guanjia.ledger.models import Event
from guanjia.outbound.models import Notice
from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def branch():
    people.ready()
    return company.open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, name="吴家", by=lin)


@pytest.fixture
def sent(wu):
    return rosters.staffed_visit(household=wu)


@pytest.fixture
def hers(at_desk, wu):
    return at_desk(homes.client_actor(wu))


def letter(household, **said):
    usual = {"reason": "question", "words": "想问一下发票", "key": "letter-1", "visit_id": ""}
    return usual | {"household_id": str(household.pk)} | said


def test_what_is_asked_reaches_whoever_looks_after_them_and_both_read_it(
    hers, at_desk, wu, lin, sent
):
    """A wish of the household becomes a task with an owner and a clock."""
    said = letter(wu, reason="move_visit", visit_id=str(sent.visit_id), words="改到下午两点吧")

    answer = hers.post("/my/contact/", said, follow=True)

    page = answer.content.decode()
    assert "谢谢，已收到" in page
    assert "改到下午两点吧" in page
    assert "前给您回电话" in page
    row = Callback.objects.get()
    assert (row.owner_id, row.visit_id) == (lin.user_id, sent.visit_id)
    while deliver(at=MONDAY_9):
        pass
    assert Notice.objects.filter(kind="callback.due", user_id=lin.user_id).exists()
    desk = at_desk(lin).get(f"/callbacks/{row.pk}/").content.decode()
    assert "想改服务时间" in desk
    assert "改到下午两点吧" in desk
    assert f"/dispatch/visits/{sent.visit_id}/" in desk


def test_a_letter_that_is_sent_twice_is_asked_once(hers, wu):
    for _press in range(2):
        assert hers.post("/my/contact/", letter(wu)).status_code == 302

    assert Callback.objects.count() == 1
    assert hers.post("/my/contact/", letter(wu, key="letter-2")).status_code == 302
    assert Callback.objects.count() == 2


def test_each_page_has_a_letter_of_its_own(hers):
    first, second = (
        re.search(r'name="key" value="([^"]+)"', hers.get("/my/contact/").content.decode())[1]
        for _page in range(2)
    )
    assert first != second


def test_a_complaint_is_called_about_sooner(hers, wu):
    hers.post("/my/contact/", letter(wu))
    hers.post("/my/contact/", letter(wu, reason="complaint", words="地没拖干净", key="letter-2"))

    question, complaint = Callback.objects.order_by("id")
    assert complaint.due_at < question.due_at


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"words": " "}, "请写一两句"),
        ({"reason": "move_visit"}, "请选择是哪一次服务"),
        ({"reason": ""}, "这一项不能留空"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_the_words_stay(hers, wu, said, words):
    answer = hers.post("/my/contact/", letter(wu, **({"words": "周四不行"} | said)))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert said.get("words", "周四不行") in page
    assert not Callback.objects.exists()


def test_a_visit_that_is_over_cannot_be_moved(hers, wu, sent):
    dispatch.cancel_visit(
        actor=rosters.dispatcher_of(wu.branch),
        visit_id=sent.visit_id,
        reason="client_wish",
        by_client=True,
        at=MONDAY_9,
    )

    answer = hers.post(
        "/my/contact/",
        letter(wu, reason="skip_visit", visit_id=str(sent.visit_id), words=""),
    )

    assert answer.status_code == 422
    assert not Callback.objects.exists()


def test_nobody_asks_in_the_name_of_another_household(hers, wu, branch):
    shen = homes.open_household(branch, name="沈家")
    theirs = rosters.staffed_visit(household=shen)

    assert hers.post("/my/contact/", letter(shen)).status_code == 422
    said = letter(wu, reason="skip_visit", visit_id=str(theirs.visit_id))
    assert hers.post("/my/contact/", said).status_code == 422
    assert not Callback.objects.exists()
    assert not Event.objects.filter(kind="callback.opened").exists()


def test_a_colleague_does_not_ask_as_the_household(at_desk, lin, wu):
    answer = at_desk(lin).post("/my/contact/", letter(wu))

    assert answer.status_code in {403, 422}
    assert not Callback.objects.exists()


def test_the_page_of_a_visit_leads_there_with_the_visit_chosen(hers, sent):
    page = hers.get(f"/my/coming/{sent.visit_id}/").content.decode()
    link = f"/my/contact/?about=move_visit&amp;visit={sent.visit_id}"
    assert link in page

    form = hers.get(link.replace("&amp;", "&")).content.decode()
    assert re.search(rf'<option value="{sent.visit_id}" selected', form)


def test_who_asks_too_often_is_told_to_wait(hers, wu):
    statuses = [
        hers.post("/my/contact/", letter(wu, key=f"letter-{n}")).status_code for n in range(61)
    ]

    assert statuses[-1] == 429
    assert Callback.objects.count() == 60


def test_what_was_asked_stands_in_the_households_own_data(hers, wu):
    hers.post("/my/contact/", letter(wu))
    kept = own_data(
        actor=homes.client_actor(wu, at=MONDAY_9 + timedelta(minutes=1)), household_id=wu.pk
    )

    rows = {table.title: table.rows for table in kept.tables}["您提过的事"]
    assert any("想问一下发票" in row for row in rows)
