"""How often somebody tried is not forgotten because many others try as well."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from guanjia.doors import clock
from guanjia.doors.jobs import upkeep

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_database(settings):
    """Keep counts as a server does that has no other place for them."""
    settings.CACHES = {"default": settings.COUNTS_IN_DATABASE}
    call_command("createcachetable", verbosity=0)


def asked_for(number, *, from_address):
    return Client().post("/sign-in/", {"phone": number}, REMOTE_ADDR=from_address).status_code


def test_whoever_asks_for_many_numbers_washes_no_count_away(in_database):
    tried = [asked_for("199-0000-7003", from_address="192.0.2.1") for _ in range(4)]
    assert tried == [302, 302, 302, 422]

    for number in range(400):
        cache.set(f"another-count-{number}", [0.0], 3600)

    assert asked_for("199-0000-7003", from_address="192.0.2.2") == 422


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM house_cache")
        return cursor.fetchone()[0]


def test_counts_that_have_run_out_are_swept_and_the_others_stay(in_database):
    cache.set("over", 1, 60)
    cache.set("still-good", 1, 24 * 3600)
    before = rows()

    upkeep.counts_over(clock.now() + timedelta(hours=1))

    assert rows() == before - 1
    assert cache.get("still-good") == 1
