"""Rows that went by hand are missed: by the doctor, by whoever asks for health, and by a backup."""

import pytest
from django.db import connection

from guanjia.chapters.org.models import User
from guanjia.doors.clock import now
from guanjia.doors.jobs import upkeep
from guanjia.doors.web.account import health as page
from tests import databases
from tests.doors.cli.archives.conftest import PHRASE
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world.company import login, open_branch

SAID = "org_user −1"


@pytest.fixture
def people(own_database):
    open_branch()
    return [login(), login("林悦")]


def taken_away(user):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM org_user WHERE id = %s", [user.pk])


def test_the_doctor_misses_them_and_is_content_once_that_was_meant(house, people, tmp_path):  # noqa: F811
    assert "Rows are gone" not in house("doctor")[1]
    taken_away(people[1])

    for _again in range(2):
        code, said = house("doctor")
        assert (code, SAID in said, "bring the newest one back" in said) == (1, True, True), said

    note = tmp_path / "var" / "rows"
    assert f"remove {note}" in said
    note.unlink()
    assert "Rows are gone" not in house("doctor")[1]


def test_the_worker_misses_them_within_the_hour_and_health_tells_it(
    people, client, settings, tmp_path
):
    settings.VAR, settings.VAULT_ROOT = tmp_path, tmp_path / "vault"
    upkeep.damage(now())
    taken_away(people[1])
    upkeep.damage(now())
    page.look_again()

    looks = client.get("/health/").json()["looks"]

    assert looks["rows"] == {"state": "ill", "gone": 1}
    page.look_again()


def test_a_backup_that_lacks_them_says_so_and_takes_the_place_of_none(house, people, tmp_path):  # noqa: F811
    archive = tmp_path / "house.guanjia"
    assert house("backup", str(archive), GUANJIA_BACKUP_PHRASE=PHRASE)[0] == 0
    before = archive.read_bytes()
    taken_away(people[1])

    code, said = house("backup", "--replace", str(archive), GUANJIA_BACKUP_PHRASE=PHRASE)

    assert (code, SAID in said, archive.read_bytes() == before) == (1, True, True), said
    code, said = house("backup", str(tmp_path / "other"), GUANJIA_BACKUP_PHRASE=PHRASE)
    assert (code, SAID in said) == (3, True), said


def test_a_house_that_came_back_from_an_older_backup_is_counted_anew(house, people, tmp_path):  # noqa: F811
    archive = tmp_path / "house.guanjia"
    house("backup", str(archive), GUANJIA_BACKUP_PHRASE=PHRASE)
    login("后来的人", phone="19900000077")
    house("doctor")
    assert User.objects.count() == 3
    with databases.copy_of("") as name:
        there = {"GUANJIA_DATABASE_URL": databases.store().address(name)}
        code, said = house("restore", str(archive), GUANJIA_BACKUP_PHRASE=PHRASE, **there)
        assert code == 0, said
        assert "Rows are gone" not in house("doctor", **there)[1]
