"""A plan keeps to the times that the household said, unless it says why not."""

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.planning import commands
from guanjia.kernel.errors import Invalid
from tests.world import homes, people
from tests.world.company import MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db
EIGHT, NINE, NOON, THREE = 480, 540, 720, 900


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin, audience="older")


def say(actor, household, kind, minute):
    dossier.note_preference(
        actor=actor, household_id=household.pk, kind=kind, minute=minute, at=MONDAY_9
    )


def draft(actor, household, **more):
    return commands.draft_plan(
        actor=actor,
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        at=MONDAY_9,
        **more,
    )


def line(actor, version, **more):
    return commands.add_line(
        actor=actor,
        version_id=version.pk,
        service_id=people.service().pk,
        weekdays=[2],
        minutes=120,
        at=MONDAY_9,
        **more,
    )


@pytest.mark.parametrize(
    ("kind", "minute", "field"),
    [("not_before", NINE, "window_from"), ("not_after", 690, "window_until")],
)
def test_a_line_at_another_time_is_refused_beside_that_time(wu, lin, kind, minute, field):
    """Requirement 3.3: time windows keep to what the household said."""
    version = draft(lin, wu)
    say(lin, wu, kind, minute)
    before = ledger_size()

    with pytest.raises(Invalid) as refused:
        line(lin, version, window=(EIGHT, NOON))

    assert refused.value.field == field
    assert not version.lines.exists()
    assert ledger_size() == before


def test_a_line_at_another_time_says_why(wu, lin):
    version = draft(lin, wu)
    say(lin, wu, "not_before", NINE)

    kept = line(lin, version, window=(EIGHT, NOON), overruled="女儿要求，八点体检")

    assert (kept.window_from, kept.overruled) == (EIGHT, "女儿要求，八点体检")
    with pytest.raises(Invalid):
        commands.change_line(
            actor=lin, version_id=version.pk, line_id=kept.pk, overruled="", at=MONDAY_9
        )


def test_a_line_without_a_time_gets_one_that_suits(wu, lin):
    version = draft(lin, wu)
    say(lin, wu, "not_before", 600)
    say(lin, wu, "not_after", THREE)

    kept = line(lin, version)

    assert (kept.window_from, kept.window_until) == (600, THREE)


def test_a_draft_from_an_assessment_keeps_to_what_was_said_before(wu, lin):
    say(lin, wu, "not_before", 660)
    assessment = homes.assessed(wu, by=lin)

    version = draft(lin, wu, assessment_id=assessment.pk)

    assert version.lines.exists()
    assert all(one.window_from >= 660 for one in version.lines.all())
