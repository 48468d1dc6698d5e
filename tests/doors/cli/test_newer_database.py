"""A program that is older than its database does not touch it, and says so."""

import pytest
from django.db import connection

from guanjia.chapters.org.models import Branch, Setting
from guanjia.config.wsgi import beside_its_database
from guanjia.doors import wellbeing
from guanjia.vault.models import Rotation

WORDS = "The database is newer than this program"


@pytest.fixture
def of_tomorrow(own_database):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('planning', '9999_of_tomorrow', CURRENT_TIMESTAMP)"
        )


@pytest.mark.once
@pytest.mark.parametrize(
    "command", [["run", "--empty"], ["work"], ["migrate"], ["invite", "顾明远", "19900000001"]]
)
def test_what_would_change_it_is_refused(of_tomorrow, house, command, tmp_path):
    code, said = house(*command)

    assert code == 1
    assert WORDS in said
    assert "planning.9999_of_tomorrow" in said
    assert "Start the newer program again" in said
    assert "Traceback" not in said
    assert not Setting.objects.exists()
    assert not Branch.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("act", ["rotate", "finish"])
def test_the_key_is_not_changed_under_columns_that_are_not_known(of_tomorrow, keyed, act):
    """What a newer program encrypted would be left behind by the old key, and lost with it."""
    start, ended, folder, key = keyed

    code, said = ended(start("keys", act))

    assert (code, WORDS in said) == (1, True), said
    assert (folder / "vault.key").read_text() == key
    assert not Rotation.objects.exists()


@pytest.mark.once
def test_the_doctor_names_it(of_tomorrow, house):
    code, said = house("doctor")

    assert code == 1
    assert f"✗ {WORDS}" in said


@pytest.mark.once
def test_a_web_server_answers_nothing_but_health(of_tomorrow):
    said = []

    def ask(path):
        def start(status, _headers):
            said.append(status)

        return b"".join(gated({"PATH_INFO": path}, start)).decode()

    def inner(_environ, start_response):
        start_response("200 OK", [])
        return [b"in"]

    gated = beside_its_database(inner)

    assert WORDS in ask("/") or "数据库比本程序新" in ask("/")
    assert ask("/health/") == "in"
    assert said[0].startswith("503")
    assert said[-1] == "200 OK"


@pytest.mark.once
def test_a_web_server_that_is_no_older_answers(own_database):
    gated = beside_its_database(lambda _environ, _start: [b"in"])

    assert list(gated({"PATH_INFO": "/"}, None)) == [b"in"]
    assert wellbeing.why_not_to_start() == ""
