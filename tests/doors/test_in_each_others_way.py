"""Where the server makes one of two who write give way, that one is told so and may simply go on."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from guanjia.chapters.dossier.models import Household
from guanjia.db.patience import waiting_at_most
from tests.doors.api.test_api import program_of
from tests.world import company, homes, people
from tests.world.company import ledger_size

pytestmark = pytest.mark.only_on("postgresql")

WAITED, GAVE_WAY = "Something large is being written", "Somebody else was changing the same"
SAID = {"55P03": (503, WAITED, "60"), "40001": (409, GAVE_WAY, "1"), "40P01": (409, GAVE_WAY, "1")}
"""How the server calls it; what the doors answer, with which words, and after how many seconds again."""


@contextmanager
def in_the_way(code):
    """Let the server refuse each new household by this code, as where somebody else writes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION give_way() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'give way' USING ERRCODE = '{code}'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER give_way BEFORE INSERT ON dossier_household"
            " FOR EACH ROW EXECUTE FUNCTION give_way()"
        )
        yield
        cursor.execute("DROP TRIGGER give_way ON dossier_household")
        cursor.execute("DROP FUNCTION give_way")


@contextmanager
def somebody_writing(address):
    """Hold the table of households, as a large change does; whoever reads goes on."""
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE dossier_household IN EXCLUSIVE MODE")
        with waiting_at_most(0.3):
            yield
        other.rollback()


@pytest.fixture
def lin(own_database):
    people.ready()
    return homes.consultant_of(company.open_branch())


@pytest.fixture
def told(lin):
    return {
        "branch_id": min(lin.branches),
        "name": "唐家",
        "phone": "19900001234",
        "address": "延安西路 88 弄",
    }


@pytest.fixture
def call(lin):
    return {
        "branch": min(lin.branches),
        "name": "陈家",
        "phone": "19900007788",
        "address": "愚园路88号301室",
        "audience": "general",
        "consents": ["service"],
        "goes_on": "assess",
        "wish": "会说上海话",
        "day": "2026-11-24",
        "time": "09:00",
        "key": "call-1",
    }


@pytest.mark.parametrize("code", SAID)
def test_a_program_is_told_when_to_send_the_same_again(lin, told, code):
    _row, program = program_of(lin, "read", "write")
    status, words, seconds = SAID[code]
    size = ledger_size()

    with in_the_way(code):
        answer = program.post("/households", told)

    assert (answer.status_code, answer["Retry-After"]) == (status, seconds)
    assert words in answer.json()["detail"]
    assert (ledger_size(), Household.objects.count()) == (size, 0)
    assert program.post("/households", told).status_code == 201


@pytest.mark.parametrize("code", SAID)
def test_a_desk_keeps_the_words_and_presses_once_more(lin, call, at_desk, monday_morning, code):
    desk = at_desk(lin)
    size = ledger_size()

    with in_the_way(code):
        answer = desk.post("/calls/new/", call, headers={"accept-language": "en"})

    shown = answer.content.decode()
    assert answer.status_code == SAID[code][0]
    assert SAID[code][1] in shown
    assert "陈家" in shown
    assert "愚园路88号301室" in shown
    assert (ledger_size(), Household.objects.count()) == (size, 0)
    assert desk.post("/calls/new/", call).status_code == 302
    assert Household.objects.count() == 1


def test_behind_somebody_who_writes_for_long_nobody_waits_for_ever(
    lin, told, call, own_database, at_desk, monday_morning
):
    _row, program = program_of(lin, "read", "write")
    desk = at_desk(lin)

    with somebody_writing(own_database):
        by_program = program.post("/households", told)
        at_a_desk = desk.post("/calls/new/", call)
        read = program.get("/households", text="唐家")

    assert (by_program.status_code, by_program["Retry-After"]) == (503, "60")
    assert (at_a_desk.status_code, at_a_desk["Retry-After"]) == (503, "60")
    assert read.status_code == 200, "whoever reads goes on"
    assert not Household.objects.exists()
    assert program.post("/households", told).status_code == 201
