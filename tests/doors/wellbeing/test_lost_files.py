"""A file of the vault that is gone or spoilt is said by whoever looks, before its family asks for it."""

import logging
import os
import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from guanjia.doors import wellbeing
from guanjia.doors.clock import now
from guanjia.doors.jobs import upkeep
from guanjia.doors.web.account import health as page
from guanjia.vault.commands import begin_rotation, reencrypt_some, store
from guanjia.vault.files import Lost, is_kept, opened, place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.keys import encrypt_bytes
from guanjia.vault.models import File
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import company
from tests.world.company import MONDAY_9

HOURS_OF_A_DAY = range(24)


@pytest.fixture
def vault(own_database, settings, tmp_path):
    company.open_branch()
    settings.VAR = tmp_path / "var"
    settings.VAULT_ROOT = tmp_path / "var" / "vault"
    page.look_again()
    yield settings.VAULT_ROOT
    page.look_again()


def kept(words="a photo"):
    prepared = Prepared(words.encode(), "image/jpeg")
    return store(prepared, purpose="test", user_id=None, at=MONDAY_9)


def lies_at(row) -> Path:
    return place_of(row.stored_as)


def gone(row):
    lies_at(row).unlink()


def cut(row):
    lies_at(row).write_bytes(lies_at(row).read_bytes()[:-10])


def spoilt(row):
    content = bytearray(lies_at(row).read_bytes())
    content[40] ^= 1
    lies_at(row).write_bytes(content)


def another(row):
    """What stands there is sealed by our key, and is not what was stored: files changed places."""
    lies_at(row).write_bytes(encrypt_bytes(b"another"))


def not_to_be_read(row):
    """The disk gives an error, as one does that is about to die."""
    lies_at(row).unlink()
    lies_at(row).mkdir()


WAYS = [gone, cut, spoilt, another, not_to_be_read]


def told(client):
    page.look_again()
    report = client.get("/health/").json()
    return report["state"], report["looks"]["files"]


def test_the_doctor_reads_every_file_and_names_those_that_are_lost(house, vault):  # noqa: F811
    sound, lost = kept("one"), kept("two")
    spoilt(lost)

    code, said = house("doctor")

    assert code == 1
    assert f"1 of 2 files of the vault are lost: no. {lost.pk}" in said
    assert f"no. {sound.pk}" not in said
    assert str(lies_at(lost)) in said
    assert "Traceback" not in said


@pytest.mark.parametrize("lose", WAYS)
def test_whatever_is_not_what_was_stored_is_found_by_reading_all(vault, lose):
    rows = [kept("one"), kept("two")]
    assert wellbeing.look_through_files().state == "well"
    lose(rows[1])

    found = wellbeing.look_through_files()

    assert found.state == "ill"
    assert sum(found.figures.values()) == 1
    assert f"{rows[1].pk} 号" in found.words


def test_of_very_many_the_first_few_are_named(vault):
    rows = [kept(f"photo {n}") for n in range(9)]
    for row in rows:
        gone(row)

    found = wellbeing.look_through_files()

    assert (found.state, found.figures) == ("ill", {"missing": 9, "changed": 0})
    assert "9" in found.words
    assert [row.pk for row in rows if f"{row.pk} 号" in found.words] == [row.pk for row in rows[:5]]


@pytest.mark.parametrize("lose", [gone, cut, not_to_be_read])
def test_the_worker_looks_each_hour_and_health_tells_it_until_the_file_is_back(vault, client, lose):
    row = kept()
    sound = lies_at(row).read_bytes()
    assert upkeep.damage in upkeep.EVERY_HOUR
    upkeep.damage(now())
    assert told(client)[1] == {"state": "well", "missing": 0, "changed": 0}
    lose(row)

    upkeep.damage(now())

    state, look = told(client)
    assert (state, look["state"], look["missing"] + look["changed"]) == ("ill", "ill", 1)

    if lies_at(row).is_dir():
        lies_at(row).rmdir()
    lies_at(row).write_bytes(sound)
    upkeep.damage(now())
    assert told(client)[1] == {"state": "well", "missing": 0, "changed": 0}


def test_the_log_of_the_worker_names_what_is_lost(vault, caplog):
    row = kept()
    gone(row)

    with caplog.at_level(logging.ERROR):
        upkeep.damage(now())

    [said] = caplog.messages
    assert f"{row.pk} 号" in said
    assert str(lies_at(row)) in said


def test_a_file_that_the_disk_does_not_give_back_keeps_no_other_from_the_newest_key(
    vault, settings
):
    lost, sound = kept("one"), kept("two")
    not_to_be_read(lost)
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), *settings.VAULT_KEYS]
    known = begin_rotation(at=MONDAY_9)
    while known.encrypted_at is None:
        known = reencrypt_some(at=MONDAY_9)

    assert known.unreadable == 1, "so the old key stays"
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert opened(sound.pk).content == b"two"


@pytest.mark.parametrize("lose", [spoilt, another])
def test_within_a_day_the_worker_has_read_every_file(vault, client, lose):
    """And what it has found it still knows while it reads the others."""
    rows = [kept(f"photo {n}") for n in range(3)]
    lose(rows[1])

    for hour in HOURS_OF_A_DAY:
        upkeep.damage(MONDAY_9.replace(hour=hour))

    assert told(client)[1] == {"state": "ill", "missing": 0, "changed": 1}


@pytest.mark.parametrize("lose", WAYS)
def test_what_is_not_what_was_stored_is_not_opened(vault, lose):
    row = kept()
    assert opened(row.pk).content == b"a photo"
    lose(row)

    with pytest.raises(Lost, match=str(row.pk)):
        opened(row.pk)


def test_whoever_sends_the_same_picture_again_mends_it(vault):
    row = kept()
    same = Prepared(b"a photo", "image/jpeg")
    assert is_kept(same, among=[row.pk])

    spoilt(row)

    assert not is_kept(same, among=[row.pk])


def test_with_a_foreign_key_it_is_the_key_that_is_said(vault, settings):
    company.staff("manager", company.open_branch("B"))
    kept()
    settings.VAULT_KEYS = ["Zm9yZWlnbiBrZXkgLSBub3Qgb3VycyBhdCBhbGwgISE="]

    found = wellbeing.look_through_files()

    assert found.figures == {}
    assert found.words == wellbeing.rotation().words


def let_be_older(path, *, seconds):
    """Let a file be so old, also where a shifted clock tells of other times than files have or take."""
    written = time.time() - seconds
    os.utime(path, (written, written))
    off = path.stat().st_mtime - written
    os.utime(path, (written - off, written - off))


def test_files_that_nothing_knows_are_counted_by_the_doctor_and_left_where_they_are(house, vault):  # noqa: F811
    kept()
    stray, just_written = kept("what came after"), kept("what is being kept")
    for row, age in ((stray, 7200), (just_written, 60)):
        let_be_older(lies_at(row), seconds=age)
        File.objects.filter(pk=row.pk).delete()

    said = house("doctor")[1]

    words = "1 files in the vault's folder are known to nothing in the database"
    assert f"◐ {words}: {lies_at(stray)} first" in said
    assert lies_at(stray).is_file()
    File.objects.create(
        sha256="", media_type="", size=0, stored_as=stray.stored_as, stored_at=MONDAY_9
    )
    assert words not in house("doctor")[1]
