"""A clock that was ahead has left facts of days to come: whoever has set it right says so, and that is kept."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from guanjia.chapters.org.models import Setting
from guanjia.doors import wellbeing
from guanjia.doors.web.account import health as page
from guanjia.ledger.models import Event
from tests.doors.cli.conftest import GUANJIA, surroundings
from tests.flow.test_by_another_clock import set_back
from tests.world import company

SAID = ("clock-is-right", "--by", "王芳", "--reason", "the battery was empty")


@pytest.fixture
def typed(own_database, tmp_path):
    """Run `guanjia` with what somebody types."""
    (tmp_path / "var").mkdir()

    def run(words, *arguments, **environment):
        done = subprocess.run(
            [GUANJIA, *arguments],
            env=surroundings(own_database, tmp_path / "var") | environment,
            input=words,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def told(client):
    page.look_again()
    return client.get("/health/").json()["looks"]["clock"]["state"]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
def test_a_house_whose_clock_was_ahead_is_well_once_somebody_says_so(typed, client, ahead):
    company.open_branch(at=timezone.now() + ahead)
    before = Event.objects.count()
    assert told(client) == "ill"
    assert "guanjia clock-is-right --by NAME" in typed("", "doctor")[1]

    code, said = typed("yes\n", *SAID)

    assert code == 0, said
    assert told(client) == "well"
    [mark] = Setting.objects.filter(source="王芳: the battery was empty")
    recorded = Event.objects.order_by("-id").first()
    assert Event.objects.count() == before + 1
    assert recorded.payload == {"setting_id": mark.pk, "key": mark.key}
    assert typed("yes\n", *SAID)[0] == 0, "nothing more to say"
    assert Event.objects.count() == before + 1


def test_what_is_written_ahead_of_the_clock_afterwards_is_told_again(typed, client):
    company.open_branch(at=timezone.now() + timedelta(days=365))
    assert typed("yes\n", *SAID)[0] == 0
    company.open_branch(at=timezone.now() + timedelta(days=30))

    assert told(client) == "ill"
    assert wellbeing.taken(wellbeing.clock).figures["newest_fact_ahead_seconds"] < 31 * 86400


@pytest.mark.parametrize("words", ["", "no\n"])
def test_whoever_does_not_say_that_the_clock_is_right_changes_nothing(typed, client, words):
    company.open_branch(at=timezone.now() + timedelta(days=365))
    before = Event.objects.count()

    code, said = typed(words, *SAID)

    assert code == 1
    assert "Nothing was noted" in said
    assert told(client) == "ill"
    assert Event.objects.count() == before


@pytest.mark.only_on("postgresql")
def test_a_clock_that_the_server_contradicts_is_not_said_to_be_right(typed):
    company.open_branch(at=timezone.now())
    before = Event.objects.count()

    code, said = typed("yes\n", *SAID, **set_back(timedelta(hours=2)))

    assert code == 1
    assert "This machine and the database differ by" in said
    assert Event.objects.count() == before
