"""What a household said is kept with who said it and when; what no longer holds is kept too."""

from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands, queries
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed
from tests.world import homes
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db
LATER = MONDAY_9 + timedelta(days=1)


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin)


def note(actor, household, kind="not_before", minute=None, at=MONDAY_9, **more):
    return commands.note_preference(
        actor=actor, household_id=household.pk, kind=kind, minute=minute, at=at, **more
    )


def test_a_time_said_anew_takes_the_place_of_the_former_which_is_kept(wu, lin):
    """Requirement 5.2: needs before and after a change, dated."""
    note(lin, wu, minute=9 * 60, said_by="family")
    note(lin, wu, minute=10 * 60, at=LATER)

    now, before = queries.preferences_of(wu.pk)
    assert (now.minute, now.said_by, now.ended_at) == (600, "client", None)
    assert (before.minute, before.said_by, before.ended_at) == (540, "family", LATER)
    assert queries.said_by([wu.pk])[wu.pk] == queries.Said(not_before=600)


def test_what_no_longer_holds_binds_nobody(wu, lin):
    said = note(lin, wu, minute=9 * 60)
    commands.end_preference(actor=lin, household_id=wu.pk, preference_id=said.pk, at=LATER)
    before = ledger_size()
    commands.end_preference(actor=lin, household_id=wu.pk, preference_id=said.pk, at=LATER)

    assert queries.said_by([wu.pk]) == {}
    assert ledger_size() == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "zodiac", "code": "tiger"}, "kind"),
        ({"kind": "language", "code": "x"}, "language"),
        ({"kind": "not_before"}, "time"),
        ({"kind": "not_after", "minute": 8 * 60}, "time"),
        ({"kind": "pet", "code": "cat", "said_by": "neighbour"}, "said_by"),
    ],
)
def test_what_cannot_be_reckoned_with_is_refused(wu, lin, given, field):
    note(lin, wu, minute=9 * 60)
    before = ledger_size()

    with pytest.raises(Invalid) as refused:
        note(lin, wu, **given)

    assert refused.value.field == field
    assert ledger_size() == before


def test_the_same_is_noted_once(wu, lin):
    note(lin, wu, kind="language", code="wuu")
    before = ledger_size()

    with pytest.raises(Conflict):
        note(lin, wu, kind="language", code="wuu")

    assert ledger_size() == before


def test_who_keeps_no_file_notes_nothing(wu, branch):
    inspector = staff("inspector", branch)
    before = ledger_size()
    with pytest.raises(NotAllowed):
        note(inspector, wu, minute=9 * 60)
    assert ledger_size() == before
