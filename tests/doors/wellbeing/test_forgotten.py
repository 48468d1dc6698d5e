"""A backup of before does not bring a household back that was erased since, unsaid."""

import pytest

from guanjia.chapters.dossier.models import Household
from guanjia.doors import wellbeing
from guanjia.doors.cli import doctor
from guanjia.doors.jobs import upkeep
from tests.world import company, homes
from tests.world.company import MONDAY_9

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased(settings, tmp_path):
    settings.VAR = tmp_path
    household = homes.open_household(company.open_branch(), name="吴家")
    Household.objects.filter(pk=household.pk).update(status="erased")
    upkeep.erased_files(MONDAY_9)
    return household


def test_the_note_holds_numbers_only(erased, tmp_path):
    note = tmp_path / "erased"
    assert set(note.read_text()) <= set("0123456789 \n")
    assert note.stat().st_mode & 0o777 == 0o600
    assert wellbeing.forgotten().state == "well"


def test_whoever_is_here_again_is_named_by_the_doctor(erased):
    Household.objects.filter(pk=erased.pk).update(status="past")

    found = wellbeing.forgotten()

    assert found.state == "ill"
    assert erased.code in found.words
    assert wellbeing.forgotten in doctor.LOOKS


def test_what_was_noted_stays_noted_whatever_the_database_says(erased, tmp_path):
    Household.objects.filter(pk=erased.pk).update(status="past")
    homes.open_household(erased.branch, name="沈家")
    upkeep.erased_files(MONDAY_9)
    assert wellbeing.forgotten().state == "ill"


def test_the_note_says_nothing_about_the_household_of_another_house(erased):
    Household.objects.filter(pk=erased.pk).update(status="past", opened_at="2020-01-01T00:00Z")
    assert wellbeing.forgotten().state == "well"


def test_a_spoilt_note_stops_nobody(erased, tmp_path):
    (tmp_path / "erased").write_text("not a number\n")
    assert wellbeing.forgotten().state == "well"
    upkeep.erased_files(MONDAY_9)
    assert "not" not in (tmp_path / "erased").read_text()
