"""Health tells the truth: each thing that fails is named, and then nothing is called well."""

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from guanjia.doors import wellbeing
from guanjia.doors.web.account import health as page
from guanjia.doors.wellbeing import looks
from guanjia.flow.leases import DELIVERING, LEASE, release_lease, take_lease
from guanjia.flow.overviews import health
from guanjia.ledger import wakeup
from guanjia.ledger.models import Delivery, Event, Pending
from guanjia.outbound.commands import queue_notice
from tests.cluster import free_port
from tests.world.company import FOUNDER, login, open_branch

OF_THE_WEB = ["database", "schema", "keys", "counts", "writing", "disk"]
SEVEN_MINUTES = timedelta(minutes=7)


@pytest.fixture(autouse=True)
def fresh():
    page.look_again()
    yield
    page.look_again()


@pytest.fixture
def at_work(db):
    assert take_lease(DELIVERING, holder="worker", at=timezone.now())


def asked(client, address="/health/"):
    page.look_again()
    answer = client.get(address)
    return answer.status_code, json.loads(answer.content)


def ill(report):
    return {name for name, look in report["looks"].items() if look["state"] == "ill"}


def test_a_house_at_work_is_well(client, at_work):
    open_branch(at=timezone.now())

    status, report = asked(client)

    assert (status, report["state"], ill(report)) == (200, "well", set())
    assert list(report["looks"]) == [
        "database", "schema", "keys", "counts", "writing", "disk", "structure", "numbers", "lasting",
        "whole", "rows", "files", "worker", "queue", "facts", "messages", "delivery", "parked", "clock",
    ]  # fmt: skip


@pytest.mark.django_db
def test_without_a_worker_it_is_not_well_and_the_web_alone_is(client):
    status, report = asked(client)
    assert (status, report["state"], ill(report)) == (503, "ill", {"worker"})

    status, report = asked(client, "/health/?only=web")
    assert (status, list(report["looks"])) == (200, OF_THE_WEB)


@pytest.fixture
def without_its_table(settings):
    """Counts are kept in the database, and their table is not there."""
    settings.CACHES = {"default": settings.COUNTS_IN_DATABASE}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS house_cache")


def test_the_table_of_counts_is_missed_and_migrating_brings_it_back(
    client, at_work, without_its_table
):
    status, report = asked(client, "/health/?only=web")
    assert (status, ill(report)) == (503, {"counts"})
    assert "guanjia migrate" in wellbeing.counts().mend

    call_command("createcachetable", verbosity=0)

    assert ill(asked(client)[1]) == set()


def test_a_place_for_counts_that_does_not_answer_is_told(client, at_work, monkeypatch):
    class Silent(LocMemCache):
        def get(self, *_arguments, **_named):
            raise ConnectionError("no route")

    monkeypatch.setattr(looks, "cache", Silent("", {}))

    status, report = asked(client)

    assert (status, ill(report)) == (503, {"counts"})


def test_keys_that_do_not_open_what_is_there_are_told(client, at_work, settings):
    login()
    assert ill(asked(client)[1]) == set()

    for keys in ([Fernet.generate_key().decode()], ["no key"], []):
        settings.VAULT_KEYS = keys
        assert "keys" in ill(asked(client)[1])


def test_keys_that_open_only_some_of_it_are_told(client, at_work, settings):
    login()
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), *settings.VAULT_KEYS]
    login()
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]

    assert "keys" in ill(asked(client)[1])


def test_a_worker_that_was_killed_is_missed_within_a_minute(client, db):
    take_lease(DELIVERING, holder="killed", at=timezone.now() - LEASE - timedelta(minutes=1))
    assert ill(asked(client)[1]) == {"worker"}

    take_lease(DELIVERING, holder="next", at=timezone.now() + timedelta(hours=2))
    assert ill(asked(client)[1]) == {"worker"}, "a lease of another time is nobody's"

    take_lease(DELIVERING, holder="next", at=timezone.now())
    release_lease(DELIVERING, holder="next")
    assert ill(asked(client)[1]) == {"worker"}, "nor is one that was given back"


def test_a_message_that_waits_is_told_with_its_seconds(client, at_work):
    queue_notice(
        actor=FOUNDER, key="x", kind="x", channel="app", about="company", words="王阿姨",
        at=timezone.now() - SEVEN_MINUTES,
    )  # fmt: skip

    status, report = asked(client)

    assert (status, ill(report)) == (503, {"messages"})
    assert 419 <= report["looks"]["messages"]["seconds"] < 480
    assert "王" not in json.dumps(report, ensure_ascii=False), "nothing personal"


def long_pending():
    """Make a fact that was recorded seven minutes ago by the database's own clock."""
    branch = open_branch()
    Pending.objects.all().delete()
    then = "datetime('now', '-7 minutes')"
    if connection.vendor == "postgresql":
        then = "now() - interval '7 minutes'"
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO ledger_event (kind, "case", branch_id, occurred_at, recorded_at, role,'
            f" payload) VALUES ('bell.rang', 'branch/1', %s, {then}, {then}, '', '{{}}')",
            [branch.pk],
        )
    event = Event.objects.get(kind="bell.rang")
    Pending.objects.create(event=event)
    return event


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(days=30), -timedelta(days=30)])
def test_how_long_a_fact_has_waited_is_measured_by_one_clock(client, at_work, settings, ahead):
    """The house of a demonstration, or a machine beside its database, has another than the rows."""
    long_pending()
    settings.CLOCK_AHEAD = ahead
    take_lease(DELIVERING, holder="worker", at=timezone.now() + ahead)

    _status, report = asked(client)

    assert "facts" in ill(report)
    assert 415 <= report["looks"]["facts"]["seconds"] < 480


def test_what_waits_for_a_person_is_not_said_to_wait_for_a_worker(client, at_work):
    event = long_pending()
    Delivery.objects.create(event=event, reaction="x.y", attempts=6, parked_at=timezone.now())

    status, report = asked(client)

    assert (status, report["state"]) == (200, "mind")
    assert report["looks"]["parked"] == {"state": "mind", "waiting": 1}
    assert report["looks"]["facts"]["state"] == "well"


def test_a_disk_without_room_is_told_before_it_is_full(client, at_work, monkeypatch):
    def with_room(free):
        usage = shutil._ntuple_diskusage(10**12, 10**12 - free, free)
        monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage)

    with_room(99_000_000)
    status, report = asked(client)
    assert (status, ill(report), report["looks"]["disk"]["free_megabytes"]) == (503, {"disk"}, 99)

    with_room(999_000_000)
    assert asked(client)[1]["state"] == "mind"


def test_a_queue_that_does_not_answer_is_told(client, at_work, monkeypatch):
    def silent():
        raise OSError("no route")

    monkeypatch.setattr(wakeup, "_ask", [silent])

    status, report = asked(client)

    assert (status, ill(report)) == (503, {"queue"})


def test_a_clock_behind_what_it_has_written_is_told(client, at_work, settings):
    open_branch(at=timezone.now() + timedelta(hours=2))

    status, report = asked(client)

    assert (status, ill(report)) == (503, {"clock"})
    assert 7100 <= report["looks"]["clock"]["newest_fact_ahead_seconds"] <= 7200


def test_a_database_that_is_older_or_newer_than_the_program_is_told(client, at_work):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('planning', '9999_of_tomorrow', CURRENT_TIMESTAMP)"
        )
    status, report = asked(client)
    assert (status, ill(report)) == (503, {"schema"})
    assert report["looks"]["schema"] == {"state": "ill", "missing": 0, "unknown": 1}
    assert health.schema().unknown == ("planning.9999_of_tomorrow",)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_of_tomorrow'")
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'vault' AND name ="
            " (SELECT max(name) FROM django_migrations WHERE app = 'vault')"
        )
    assert asked(client)[1]["looks"]["schema"] == {"state": "ill", "missing": 1, "unknown": 0}


def test_what_was_taken_out_of_the_program_altogether_is_no_newer_version(client, at_work):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('sessions', '0001_initial', CURRENT_TIMESTAMP)"
        )

    assert asked(client)[0] == 200


def test_whoever_asks_again_and_again_does_not_make_the_house_write(
    client, at_work, django_assert_num_queries
):
    client.get("/health/")

    with django_assert_num_queries(0):
        for _time in range(20):
            assert client.get("/health/").status_code == 200


@pytest.mark.only_on("sqlite")
def test_while_somebody_holds_the_database_it_is_told_and_then_it_is_well_again(
    client, own_database, monkeypatch
):
    take_lease(DELIVERING, holder="worker", at=timezone.now())
    monkeypatch.setattr(looks, "PATIENCE", 0.2)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")

        status, report = asked(client)
        assert (status, ill(report)) == (503, {"writing"})
        other.rollback()

    assert asked(client)[0] == 200


@pytest.mark.only_on("sqlite")
def test_a_database_that_may_only_be_read_is_told(client, own_database):
    take_lease(DELIVERING, holder="worker", at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=1")

    status, report = asked(client)

    assert (status, ill(report)) == (503, {"writing"})


@pytest.mark.only_on("postgresql")
def test_a_server_that_may_only_be_read_is_told(client, own_database):
    take_lease(DELIVERING, holder="worker", at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    try:
        status, report = asked(client)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET default_transaction_read_only")

    assert (status, ill(report)) == (503, {"writing"})


def test_many_who_ask_at_once_are_answered_by_one_look(client, at_work, monkeypatch):
    looks = []
    monkeypatch.setattr(
        wellbeing, "look_over", lambda _of: looks.append(1) or [wellbeing.Finding("well", "")]
    )
    threads = [threading.Thread(target=page._found, args=[""]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(looks) == 1


@pytest.mark.parametrize(
    "where", [{"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}]
)
def test_strangers_learn_whether_the_house_is_well_and_no_figures(client, at_work, where):
    assert set(client.get("/health/", **where).json()) == {"state"}
    assert "looks" in client.get("/health/").json()


@pytest.mark.only_on("postgresql")
def test_where_the_server_is_away_nothing_else_waits_for_it(monkeypatch):
    """Whoever watches gives up after some seconds, and would be told nothing at all."""
    monkeypatch.setitem(connection.settings_dict, "PORT", str(free_port()))

    found = wellbeing.look_over()

    answered = {one.look for one in found if not one.is_unanswered}
    assert answered == {"disk", "queue"}
    assert {one.state for one in found if one.is_unanswered} == {"ill"}
    assert len({one.words for one in found if one.is_unanswered}) == 1


@pytest.mark.parametrize(("days", "state"), [(45, "well"), (61, "mind"), (400, "mind")])
def test_a_clock_far_ahead_of_all_that_has_happened_is_told_but_not_after_a_holiday(
    client, own_database, days, state
):
    """After a dead battery; the house answers all the same, since it may have been closed for so long."""
    take_lease(DELIVERING, holder="worker", at=timezone.now())
    open_branch(at=timezone.now() - timedelta(days=days))

    status, report = asked(client)

    assert (status, report["looks"]["clock"]["state"]) == (200, state)
