"""A database that cuts a connection, or is not there, is told in words; and it is asked again."""

import psycopg
import pytest
from django.db import DatabaseError, close_old_connections, connection
from django.test import Client
from django.urls import reverse
from psycopg_pool import PoolTimeout

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.models import Branch, User
from guanjia.db.troubles import is_away, not_now
from tests.doors.api.test_api import program_of
from tests.doors.dossier.test_taking_a_call import said
from tests.world import company, homes, people
from tests.world.company import ledger_size

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture
def lin(own_database, monday_morning):
    people.ready()
    return homes.consultant_of(company.open_branch())


@pytest.fixture
def at_desk(lin):
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(id=lin.user_id))
    return browser


@pytest.fixture
def cut(own_database):
    """Let the server end the connection that is in use, as where it is started anew."""

    def now():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (number,) = cursor.fetchone()
        with psycopg.connect(own_database, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    return now


@pytest.fixture
def cut_amid_writing(lin):
    """Let the server end the connection while a household is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER cut BEFORE INSERT ON dossier_household"
            " FOR EACH ROW EXECUTE FUNCTION cut()"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER cut ON dossier_household")


def test_a_page_asked_for_while_the_server_starts_anew_says_so_and_the_next_is_there(at_desk, cut):
    cut()

    answer = at_desk.get(reverse("dossier:households"))

    assert answer.status_code == 503
    assert "数据库暂时没有响应" in answer.content.decode()
    assert answer["Retry-After"] == "60"
    close_old_connections()  # As each request begins, but those that a test sends.
    assert at_desk.get(reverse("dossier:households")).status_code == 200


def test_what_is_sent_while_the_connection_is_cut_is_not_said_to_be_done(
    at_desk, lin, cut_amid_writing
):
    before = ledger_size()
    branch = Branch.objects.get()

    answer = at_desk.post("/calls/new/", said(branch))

    assert answer.status_code == 503
    words = answer.content.decode()
    assert "先看看刚才的操作是否已经生效" in words
    assert "没有改动" not in words
    assert not Household.objects.exists()
    assert ledger_size() == before


def test_programs_are_told_too(lin, cut_amid_writing):
    _row, program = program_of(lin, "read", "write")

    answer = program.post(
        "/households",
        {
            "branch_id": min(lin.branches),
            "name": "唐家",
            "phone": "19900001234",
            "address": "延安西路 88 弄 3 号",
        },
    )

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert not Household.objects.exists()


def test_a_program_whose_key_cannot_be_looked_up_is_told_too(lin, cut):
    _row, program = program_of(lin, "read", "write")
    cut()

    answer = program.get("/households")

    assert (answer.status_code, answer["Content-Type"][:16]) == (503, "application/json")


def test_what_takes_longer_than_the_server_permits_is_no_fault_of_ours(at_desk, lin, own_database):
    _row, program = program_of(lin, "read", "write")
    with psycopg.connect(own_database) as other:
        other.execute("LOCK TABLE dossier_household IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 100")
        page, answer = at_desk.get(reverse("dossier:households")), program.get("/households")

    assert (page.status_code, answer.status_code) == (503, 503)
    assert "超过了允许的时间" in page.content.decode()
    assert page["Retry-After"] == "60"


@pytest.mark.parametrize("code", ["57P01", "57P02", "57P03", "53300", "08006", "25P03"])
def test_whatever_the_server_calls_it_it_is_away(own_database, code):
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as told:
        cursor.execute(f"DO $$ BEGIN RAISE 'away' USING ERRCODE = '{code}'; END $$")

    assert is_away(told.value)


@pytest.mark.parametrize(
    "error", [PoolTimeout("none in 20 s"), psycopg.OperationalError("no route")]
)
def test_a_server_that_is_not_reached_at_all_is_away_too(own_database, error):
    with pytest.raises(DatabaseError) as told, connection.wrap_database_errors:
        raise error

    assert is_away(told.value)
    assert not_now(told.value)


def test_a_fault_in_what_is_asked_is_none_of_the_servers(own_database):
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as told:
        cursor.execute("SELECT 1 FROM nothing_of_the_kind")

    assert not is_away(told.value)


def test_a_connection_that_was_cut_while_nobody_used_it_is_noticed_by_nobody(own_database, lin):
    """A web process lays them aside between requests, and the server may be started anew meanwhile."""
    connection.close()
    with psycopg.connect(own_database, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert User.objects.exists()
