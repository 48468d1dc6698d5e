"""What is promised lies within reach and people were born by now, or the field says what is wrong."""

from datetime import date, timedelta

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Member
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Leave
from guanjia.kernel.errors import Invalid
from tests.world import homes, people, plans
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db

A_SLIP = date(2062, 11, 30)


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin)


@pytest.mark.parametrize("year", [1899, 2027, 2100, 9999])
def test_nobody_is_born_later_than_now_or_long_ago(wu, lin, year):
    before = ledger_size()

    with pytest.raises(Invalid) as refusal:
        homes.with_elder(wu, birth_year=year, by=lin)

    assert refusal.value.field == "birth_year"
    assert not Member.objects.exists()
    assert ledger_size() == before


def test_a_child_of_this_year_is_taken_down(wu, lin):
    spring = {"birth_month": 2, "birth_day": 1}
    assert homes.with_elder(wu, birth_year=2026, by=lin, **spring).birth_year == 2026
    with pytest.raises(Invalid) as refusal:
        dossier.change_member(
            actor=lin,
            household_id=wu.pk,
            member_id=Member.objects.get().pk,
            birth_year=2062,
            at=MONDAY_9,
        )
    assert refusal.value.field == "birth_year"


def test_a_plan_ends_within_reach(wu, lin):
    version = plans.draft(wu, by=lin)
    with pytest.raises(Invalid) as refusal:
        planning.set_terms(
            actor=lin,
            version_id=version.pk,
            starts_on=version.starts_on,
            ends_on=A_SLIP,
            at=MONDAY_9,
        )
    assert refusal.value.field == "ends_on"
    version.refresh_from_db()
    assert version.ends_on is None


def test_a_plan_is_not_ended_in_years(wu, lin):
    version = plans.accepted_plan(wu, by=lin)
    with pytest.raises(Invalid) as refusal:
        planning.end_plan(actor=lin, version_id=version.pk, stops_on=A_SLIP, at=MONDAY_9)
    assert refusal.value.field == "stops_on"
    version.refresh_from_db()
    assert version.status == "accepted"


def test_leave_lies_within_reach(branch):
    worker = people.hire_worker(branch)
    with pytest.raises(Invalid) as refusal:
        workforce.request_leave(
            actor=people.as_worker(worker),
            worker_id=worker.pk,
            starts_at=MONDAY_9 + timedelta(days=1),
            ends_at=MONDAY_9 + timedelta(days=36 * 365),
            at=MONDAY_9,
        )
    assert refusal.value.field == "ends_at"
    assert not Leave.objects.exists()
