"""Diets and allergies: noted with source and day, sealed, told to those whom they concern."""

from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from guanjia.chapters.dossier import commands, queries
from guanjia.chapters.dossier.models import DietNote, Habit
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from tests.world import homes, people
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db
MOVING = "guanjia.chapters.dossier.migrations.0011_diets_and_allergies_are_sealed"
TOMORROW = MONDAY_9 + timedelta(days=1)


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin)


def note(actor, household, kind="allergy", at=MONDAY_9, **more):
    return commands.note_diet(actor=actor, household_id=household.pk, kind=kind, at=at, **more)


def test_an_allergy_lies_encrypted_with_who_said_it_and_when(wu, lin):
    """Requirement 2.1: habits and taboos of the household."""
    note(lin, wu, code="peanut", text="一点点就肿", source="family")

    [line] = queries.diets_of(wu.pk)
    assert (line.code, line.text, line.source, line.said_at) == (
        "peanut",
        "一点点就肿",
        "family",
        MONDAY_9,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, text FROM dossier_dietnote")
        assert not {"peanut", "一点点就肿"} & set(cursor.fetchone())


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "zodiac", "text": "虎"}, "kind"),
        ({"kind": "allergy", "code": "low_salt"}, "kind"),
        ({"kind": "diet"}, "text"),
        ({"kind": "diet", "text": "清淡", "purpose": "gossip"}, "purpose"),
        ({"kind": "diet", "text": "清淡", "source": "neighbour"}, "source"),
    ],
)
def test_what_cannot_be_right_is_refused(wu, lin, given, field):
    before = ledger_size()
    with pytest.raises(Invalid) as refused:
        note(lin, wu, **given)
    assert (refused.value.field, ledger_size()) == (field, before)
    assert not DietNote.objects.exists()


def test_the_same_is_noted_once_and_ended_once(wu, lin):
    egg = note(lin, wu, code="egg")
    with pytest.raises(Conflict):
        note(lin, wu, code="egg")
    for at in (TOMORROW, TOMORROW + timedelta(hours=1)):
        commands.end_diet(actor=lin, household_id=wu.pk, diet_id=egg.pk, at=at)

    [line] = queries.diets_of(wu.pk)
    assert line.ended_at == TOMORROW
    assert note(lin, wu, code="egg", at=TOMORROW).pk != egg.pk


def test_who_keeps_no_file_notes_nothing(wu, branch):
    with pytest.raises(NotAllowed):
        note(staff("inspector", branch), wu, code="egg")


def test_whoever_comes_learns_of_meals_only_if_they_touch_food(branch, wu, lin):
    """Requirement 4.3: the dossier extracts they may see."""
    for kind, more in (
        ("allergy", {"code": "peanut"}),
        ("allergy", {"code": "latex"}),
        ("diet", {"code": "low_salt"}),
        ("diet", {"text": "只给我们知道", "purpose": "file"}),
    ):
        note(lin, wu, kind, **more)
    wang = people.as_worker(people.hire_worker(branch))
    commands.grant_sight(
        actor=lin,
        user_id=wang.user_id,
        household_id=wu.pk,
        purpose="visit",
        since=MONDAY_9,
        until=TOMORROW,
        at=MONDAY_9,
    )

    def told(**more):
        extract = commands.read_extract(actor=wang, household_id=wu.pk, at=MONDAY_9, **more)
        return {one.code for one in extract.diets}

    assert told() == {"latex"}
    assert told(touches_food=True) == {"latex", "peanut", "low_salt"}


@pytest.mark.parametrize(
    ("role", "reads"),
    [("consultant", True), ("manager", True), ("dispatcher", False), ("inspector", False)],
)
def test_only_those_who_may_know_of_health_read_it_in_the_file(branch, wu, lin, role, reads):
    note(lin, wu, code="peanut")
    record = queries.household_record(staff(role, branch), wu.pk, on=MONDAY_9.date())
    assert bool(record.diets) is reads


@contextmanager
def kinds_of_before():
    """Let habits be of kinds that they had before diets and allergies were kept apart."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if on_sqlite:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("ALTER TABLE dossier_habit DROP CONSTRAINT habit_kind_is_known")
        yield
        if on_sqlite:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_what_was_noted_among_the_habits_is_moved_and_told_to_whom_it_was_told(wu, lin):
    moving = import_module(MOVING)
    elder = homes.with_elder(wu, by=lin)
    with kinds_of_before():
        Habit.objects.create(household=wu, kind="allergy", text="青霉素", member=elder)
        Habit.objects.create(household=wu, kind="diet", text="少盐")
        Habit.objects.create(household=wu, kind="diet", text="偷偷说", is_for_workers=False)
        Habit.objects.create(household=wu, kind="rhythm", text="午睡")

        moving.move_out_of_habits(apps, None)

        assert [one.text for one in wu.habits.all()] == ["午睡"]
        moved = {(one.kind, one.text, one.purpose, one.member) for one in queries.diets_of(wu.pk)}
        assert moved == {
            ("allergy", "青霉素", "visits", elder.name),
            ("diet", "少盐", "meals", ""),
            ("diet", "偷偷说", "file", ""),
        }
        moving.move_back(apps, None)
        back = {(one.kind, one.text, one.is_for_workers) for one in wu.habits.all()}
        assert ("diet", "偷偷说", False) in back
        assert ("allergy", "青霉素", True) in back
