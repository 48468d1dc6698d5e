"""What is priced by the square metre is priced for the home it is done in, or not at all."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.planning import commands, queries
from guanjia.chapters.planning.models import Order, PlanLine, PlanVersion
from guanjia.kernel.errors import Conflict, Invalid
from tests.world import homes, people, plans
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db

TOMORROW = MONDAY_9 + timedelta(days=1)
WINDOWS = "CLN-W"
"""Ten yuan a square metre."""


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, area_m2=50, by=lin)


def second_home(household, by, *, area_m2):
    return dossier.add_home(
        actor=by,
        household_id=household.pk,
        name="湖边",
        address="淀山湖路1号",
        area_m2=area_m2,
        at=MONDAY_9,
    )


def book(home, by, **order):
    return commands.book_order(
        actor=by,
        household_id=home.household_id,
        home_id=home.pk,
        service_id=people.service(WINDOWS).pk,
        starts_at=TOMORROW,
        key=f"windows-{home.pk}",
        at=MONDAY_9,
        **order,
    )


def drafted(home, by):
    return commands.draft_plan(
        actor=by, household_id=home.household_id, home_id=home.pk, at=MONDAY_9
    )


def windows_added(version, by):
    return commands.add_line(
        actor=by,
        version_id=version.pk,
        service_id=people.service(WINDOWS).pk,
        weekdays=[2],
        at=MONDAY_9,
    )


def shown_to(actor, version):
    return queries.plan_record(actor, version.pk, today=MONDAY_9.date(), language="zh-hans")


def note_area(home, by, area_m2):
    dossier.change_home(
        actor=by,
        household_id=home.household_id,
        home_id=home.pk,
        area_m2=area_m2,
        at=MONDAY_9,
    )


def test_an_order_costs_what_its_own_home_measures(wu, lin):
    lake = second_home(wu, lin, area_m2=200)
    assert book(lake, lin, agreed_price_fen=200_000).price_fen == 200_000
    assert book(homes.home_of(wu), lin).price_fen == 50_000


def test_without_an_area_nothing_is_booked(wu, lin):
    lake = second_home(wu, lin, area_m2=None)
    before = ledger_size()

    with pytest.raises(Invalid, match="priced by the area") as refusal:
        book(lake, lin)

    assert refusal.value.field == "area_m2"
    assert not Order.objects.exists()
    assert ledger_size() == before


def test_without_an_area_no_line_is_added(wu, lin):
    version = drafted(second_home(wu, lin, area_m2=None), lin)
    before = ledger_size()

    with pytest.raises(Invalid) as refusal:
        windows_added(version, lin)

    assert refusal.value.field == "area_m2"
    assert not PlanLine.objects.exists()
    assert ledger_size() == before


def test_a_draft_follows_the_home_and_what_was_offered_does_not(wu, lin):
    lake = second_home(wu, lin, area_m2=200)
    version = drafted(lake, lin)
    line = windows_added(version, lin)
    commands.set_goal(actor=lin, version_id=version.pk, goal="窗明几净", at=MONDAY_9)

    note_area(lake, lin, 300)
    offered = commands.offer_plan(actor=lin, version_id=version.pk, at=MONDAY_9)
    fee = offered.monthly_fee_fen
    assert shown_to(lin, version).lines[0].visit_price_fen == 300_000

    note_area(lake, lin, 10)
    shown = shown_to(lin, version)
    assert (shown.monthly_fee_fen, shown.full_fee_fen) == (fee, fee)
    assert shown.lines[0].visit_price_fen == 300_000
    line.refresh_from_db()
    assert line.area_m2 == 300


def test_nothing_is_offered_once_the_area_is_gone(wu, lin):
    lake = second_home(wu, lin, area_m2=200)
    version = drafted(lake, lin)
    windows_added(version, lin)
    commands.set_goal(actor=lin, version_id=version.pk, goal="窗明几净", at=MONDAY_9)
    note_area(lake, lin, None)

    with pytest.raises(Invalid) as refusal:
        commands.offer_plan(actor=lin, version_id=version.pk, at=MONDAY_9)

    assert refusal.value.field == "area_m2"
    assert PlanVersion.objects.get(id=version.pk).status == "draft"


def test_an_offer_from_before_whose_area_nobody_knew_is_not_accepted(wu, lin):
    """It reads ¥0.00; nobody is held to it, neither they nor we."""
    version = drafted(second_home(wu, lin, area_m2=200), lin)
    windows_added(version, lin)
    commands.set_goal(actor=lin, version_id=version.pk, goal="窗明几净", at=MONDAY_9)
    commands.offer_plan(actor=lin, version_id=version.pk, at=MONDAY_9)
    PlanLine.objects.update(area_m2=None)
    shown = shown_to(lin, version)
    assert not shown.lines[0].is_priced

    with pytest.raises(Conflict, match="no whole price"):
        plans.accept(PlanVersion.objects.get(id=version.pk))

    assert PlanVersion.objects.get(id=version.pk).status == "offered"
