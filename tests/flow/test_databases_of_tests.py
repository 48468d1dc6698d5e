"""What other tests rely on: databases that are whole, apart from each other, never flushed, put back."""

import threading

import pytest
from django.db import connection, transaction

from guanjia.chapters.org.models import Setting
from tests import databases


def count() -> int:
    return Setting.objects.count()


def test_what_is_committed_in_an_own_database_is_seen_by_other_threads(own_database: str):
    before, seen = count(), []
    with transaction.atomic():
        Setting.objects.create(key="quiet", value=1, valid_from="2026-01-01")

    def look() -> None:
        seen.append(count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [before + 1]


@pytest.mark.django_db
def test_an_own_database_leaves_the_common_one_alone(request: pytest.FixtureRequest):
    here = str(connection.settings_dict["NAME"])

    with databases.copy_of(databases.migrated()) as name:
        assert databases.store().django_name(name) != here
        assert databases.store().rows(name, "SELECT count(*) FROM org_branch") == [(0,)]

    assert name not in databases.store().names()
    assert str(connection.settings_dict["NAME"]) == here


def test_a_database_is_put_back_as_it_was(django_db_blocker) -> None:
    with databases.copy_of(databases.migrated()) as name:
        with django_db_blocker.unblock(), databases.django_at(name):
            Setting.objects.create(key="quiet", value=1, valid_from="2026-01-01")
        databases.store().put_back(databases.migrated(), name)

        quiet = databases.store().rows(name, "SELECT 1 FROM org_setting WHERE key = 'quiet'")

    assert quiet == []


@pytest.mark.only_on("sqlite")
def test_whoever_is_connected_goes_on_in_a_database_that_is_put_back(django_db_blocker) -> None:
    with (
        databases.copy_of(databases.migrated()) as name,
        django_db_blocker.unblock(),
        databases.django_at(name),
    ):
        before = count()
        Setting.objects.create(key="quiet", value=1, valid_from="2026-01-01")
        databases.store().put_back(databases.migrated(), name)

        assert count() == before
        Setting.objects.create(key="quiet", value=1, valid_from="2026-01-01")
        assert count() == before + 1
