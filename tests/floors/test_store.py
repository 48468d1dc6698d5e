"""A question composed once gives what the mapper would give, for every set of rights and values."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.org.models import Setting
from guanjia.db.compiled import CompiledQuery
from guanjia.kernel.actors import Actor
from tests.world.company import MONDAY_9, open_branch, seed, staff
from tests.world.homes import open_household, with_elder

pytestmark = pytest.mark.django_db


def composed(household_id: int) -> QuerySet[Household]:
    return (
        Household.objects.filter(id=household_id)
        .select_related("branch", "consultant")
        .annotate(heads=Count("members"))
    )


def seen(actor: Actor, household_id: int) -> QuerySet[Household]:
    return visible_households(actor).filter(id=household_id)


def opened_by(before: datetime, status: str) -> QuerySet[Household, tuple[object, ...]]:
    rows = Household.objects.filter(opened_at__lte=before, status=status)
    return rows.order_by("id").values_list("id", "opened_at")


def in_force(day: date) -> QuerySet[Setting]:
    return Setting.objects.filter(valid_from__lte=day).order_by("id")


def test_instances_come_with_their_relations_and_annotations():
    home = open_household(open_branch())
    with_elder(home)
    asked = CompiledQuery(composed)

    [row] = asked(home.pk)

    with CaptureQueriesContext(connection) as further:
        assert (row.pk, row.branch.pk, row.consultant.pk) == (
            home.pk,
            home.branch_id,
            home.consultant_id,
        )
        assert row.heads == 1
    assert not further.captured_queries
    assert row.opened_at == home.opened_at


def test_the_second_question_gets_its_own_answer():
    branch = open_branch()
    first, second = open_household(branch), open_household(branch)
    asked = CompiledQuery(composed)

    assert [asked(one.pk)[0].pk for one in (first, second, first)] == [
        first.pk,
        second.pk,
        first.pk,
    ]
    assert asked(0) == []


def test_rights_are_part_of_the_wording():
    here, there = open_branch(), open_branch()
    home = open_household(here)
    asked = CompiledQuery(seen)

    assert asked(staff("consultant", here), home.pk) == [home]
    assert asked(staff("consultant", there), home.pk) == []
    assert asked(Actor(user_id=None), home.pk) == []


def test_times_days_and_words_reach_the_database_as_the_mapper_would_send_them():
    seed()
    home = open_household(open_branch())
    asked = CompiledQuery(opened_by)

    for before in (MONDAY_9, home.opened_at, datetime(2020, 1, 1, tzinfo=MONDAY_9.tzinfo)):
        assert asked(before, home.status) == list(opened_by(before, home.status))
        assert asked(before=before, status="former") == []
    for day in (date(2000, 1, 1), MONDAY_9.date()):
        assert CompiledQuery(in_force)(day) == list(in_force(day))


def test_a_value_that_is_changed_on_its_way_is_refused():
    def next_one(household_id: int) -> QuerySet[Household]:
        return Household.objects.filter(id=household_id + 1)

    def ignored(household_id: int) -> QuerySet[Household]:
        return Household.objects.all()

    for wrong in (next_one, ignored):
        with pytest.raises(ValueError, match="household_id"):
            CompiledQuery(wrong)(1)
