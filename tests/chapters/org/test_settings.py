"""Figures of the trade: seeded with a source, decided by people, in force from a day on."""

from datetime import date, timedelta

import pytest

from guanjia.chapters.org import commands, queries
from guanjia.chapters.org.models import Holiday, Setting
from guanjia.kernel.errors import Invalid, NotAllowed
from tests.world.company import FOUNDER, MONDAY_9, ledger_size, open_branch, seed, staff

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
KEY = "org.link_days"


def decide(actor, value, *, branch=None, key=KEY, valid_from=TODAY, source="店务会议"):
    return commands.decide_setting(
        actor=actor,
        key=key,
        branch_id=branch.pk if branch else None,
        value=value,
        valid_from=valid_from,
        source=source,
        at=MONDAY_9,
    )


def in_force(branch=None, on=TODAY):
    return queries.figures((KEY,), branch_id=branch.pk if branch else None, on=on)[KEY]


def test_every_seeded_figure_names_its_source():
    seed()

    assert Setting.objects.exists()
    assert not Setting.objects.filter(source="").exists()


def test_every_seeded_figure_has_a_name_and_counts_in_a_known_unit():
    seed()
    named = queries.names_of_figures()

    assert set(named) == set(Setting.objects.values_list("key", flat=True))
    assert len({one.name for one in named.values()}) == len(named)
    for key, setting in {row.key: row for row in Setting.objects.all()}.items():
        if isinstance(setting.value, dict):
            assert named[key].parts.keys() == setting.value.keys()


def test_seeding_again_brings_in_nothing_and_touches_no_decision():
    seed()
    decide(FOUNDER, 14)
    size = ledger_size()

    seed()

    assert in_force() == 14
    assert ledger_size() == size


def test_a_branch_decides_for_itself_and_the_others_keep_the_house_rule():
    """Requirement 8.7: settings have a date and a source, for a branch or for all."""
    seed()
    east, west = open_branch(), open_branch()

    decide(staff("manager", east), 3, branch=east)

    assert (in_force(east), in_force(west), in_force()) == (3, 7, 7)


def test_a_figure_changes_on_its_day():
    seed()
    decide(FOUNDER, 10, valid_from=TODAY + timedelta(days=2))

    assert in_force(on=TODAY + timedelta(days=1)) == 7
    assert in_force(on=TODAY + timedelta(days=2)) == 10


def test_before_its_first_day_a_figure_is_what_it_was_first():
    """Whoever asks how things went in a year before the house began is told, not turned away."""
    seed()
    decide(FOUNDER, 10, valid_from=TODAY + timedelta(days=2))

    assert in_force(on=date(2000, 1, 2)) == 7


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": "many"}, "value"),
        ({"value": True}, "value"),
        ({"value": 3, "key": "org.unheard_of"}, "key"),
        ({"value": 3, "valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"value": 3, "source": "  "}, "source"),
    ],
)
def test_a_decision_that_cannot_be_right_changes_nothing(changed, field):
    seed()
    before = list(Setting.objects.values())
    size = ledger_size()

    with pytest.raises(Invalid) as refusal:
        decide(FOUNDER, **changed)

    assert refusal.value.field == field
    assert list(Setting.objects.values()) == before
    assert ledger_size() == size


def test_a_manager_decides_nothing_for_the_whole_company():
    seed()
    manager = staff("manager", open_branch())
    size = ledger_size()

    with pytest.raises(NotAllowed):
        decide(manager, 3)

    assert (in_force(), ledger_size()) == (7, size)


def test_china_s_holidays_and_the_weekends_worked_instead_are_known():
    seed()

    spring = queries.holidays_between(date(2026, 2, 14), date(2026, 2, 24))
    assert spring[date(2026, 2, 17)] == "春节"
    assert Holiday.objects.get(day=date(2026, 2, 28)).kind == "workday"
    assert Holiday.objects.filter(day__year=2028).exists()


def test_a_corrected_holiday_survives_seeding():
    seed()
    day = date(2028, 1, 2)
    commands.set_holiday(actor=FOUNDER, day=day, name="元旦", kind="holiday", at=MONDAY_9)

    seed()

    assert queries.holidays_between(day, day + timedelta(days=1)) == {day: "元旦"}
