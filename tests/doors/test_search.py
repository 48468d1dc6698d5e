"""The search at the top: people, plans and orders, by what somebody has in hand."""

import pytest

from tests.world import people, plans, rosters
from tests.world.company import open_branch, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


def found_by(desk, words):
    return desk.get("/search/", {"q": words}).content.decode()


def test_an_order_is_found_by_its_number_and_by_the_end_of_it(branch, at_desk):
    """Whoever calls about an order reads its number from a message."""
    order = rosters.staffed_visit(branch).visit.order
    desk = at_desk(staff("consultant", branch))
    for words in (order.code, order.code.lower(), order.code[-6:]):
        shown = found_by(desk, words)
        assert f"/orders/{order.pk}/" in shown
        assert "吴家" in shown


def test_a_plan_is_found_by_its_number_newest_version_first(branch, at_desk):
    version = plans.offered_plan(rosters.served_household(branch))
    shown = found_by(at_desk(staff("consultant", branch)), version.plan.code)
    assert f"/plans/{version.pk}/" in shown


def test_a_colleague_is_found_by_who_looks_after_them_and_by_nobody_else(branch, at_desk):
    trainer = staff("trainer", branch, name="培训师 葛春梅")
    page = f"/settings/people/{trainer.user_id}/"
    assert page in found_by(at_desk(staff("manager", branch)), "葛春梅")
    assert page not in found_by(at_desk(staff("dispatcher", branch)), "葛春梅")
    assert page not in found_by(at_desk(staff("manager", open_branch(name="徐汇店"))), "葛春梅")


def test_another_branch_finds_neither_order_nor_plan(branch, at_desk):
    order = rosters.staffed_visit(branch).visit.order
    version = plans.offered_plan(rosters.served_household(branch, name="秦家"))
    desk = at_desk(staff("manager", open_branch(name="徐汇店")))
    for words in (order.code, version.plan.code):
        assert 'class="row-name"' not in found_by(desk, words)


def test_while_somebody_types_only_the_lines_under_the_box_are_sent(branch, at_desk):
    order = rosters.staffed_visit(branch).visit.order
    desk = at_desk(staff("consultant", branch))
    shown = desk.get("/search/", {"q": order.code}, headers={"HX-Request": "true"}).content.decode()
    assert f'href="/orders/{order.pk}/"' in shown
    assert "<html" not in shown
    nothing = desk.get("/search/", {"q": "没有这个人"}, headers={"HX-Request": "true"})
    assert "暂时没有找到" in nothing.content.decode()
    too_short = desk.get("/search/", {"q": "a"}, headers={"HX-Request": "true"}).content.decode()
    assert "suggestion" not in too_short
