"""What the house keeps on disk is for its own user alone."""

import os
import shutil
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guanjia.vault import phrases
from tests.databases import migrated, store
from tests.doors.cli.conftest import surroundings


def wide(folder):
    """Return what others may touch in and below the folder, by its name."""
    return {
        str(path.relative_to(folder))
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.lstat().st_mode) & 0o077
    }


@pytest.fixture
def of_its_own(house, tmp_path):
    """Run `guanjia` on the database that it makes for itself in var/, as a laptop does."""
    folder = tmp_path / "var"
    address = f"sqlite:///{folder}/guanjia.sqlite3"
    return lambda *arguments: house(*arguments, GUANJIA_DATABASE_URL=address, LC_ALL="C.UTF-8")


def put_migrated(place):
    """Put an empty house's database there: applying every migration anew takes most of a test."""
    shutil.copyfile(store().django_name(migrated()), place)


@pytest.mark.once
def test_a_new_house_keeps_its_database_keys_and_queue_to_itself(of_its_own, tmp_path):
    (tmp_path / "var").rmdir()

    code, said = of_its_own("migrate")
    of_its_own("doctor")

    assert code == 0, said
    assert {"guanjia.sqlite3", "queue.sqlite3"} <= {at.name for at in (tmp_path / "var").iterdir()}
    assert wide(tmp_path / "var") == set()


@pytest.mark.once
def test_a_house_that_stood_open_is_closed_at_its_next_start(of_its_own, tmp_path):
    folder = tmp_path / "var"
    put_migrated(folder / "guanjia.sqlite3")
    of_its_own("migrate")
    (folder / "vault" / "ab").mkdir(parents=True)
    (folder / "vault" / "ab" / "photo").write_bytes(b"sealed")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)

    of_its_own("doctor")

    assert wide(folder) == set()


@pytest.mark.once
def test_what_is_not_the_house_s_own_keeps_its_rights(of_its_own, tmp_path):
    folder = tmp_path / "var"
    notes, outside = folder / "notes.txt", tmp_path / "outside"
    notes.write_text("of somebody else")
    outside.write_text("of somebody else")
    notes.chmod(0o644)
    outside.chmod(0o644)
    (folder / "secret.key").symlink_to(outside)
    put_migrated(folder / "guanjia.sqlite3")

    of_its_own("migrate")

    assert stat.S_IMODE(notes.stat().st_mode) == 0o644
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


@pytest.mark.once
def test_the_doctor_names_what_others_could_read(house, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    address = f"sqlite:///{elsewhere}/house.sqlite3"
    put_migrated(elsewhere / "house.sqlite3")
    (elsewhere / "house.sqlite3").chmod(0o644)

    code, said = house("doctor", GUANJIA_DATABASE_URL=address)

    assert code == 1
    assert f"Others on this machine can read {elsewhere}/house.sqlite3" in said
    assert f"chmod go= {elsewhere}/house.sqlite3" in said

    (elsewhere / "house.sqlite3").chmod(0o600)
    _code, said = house("doctor", GUANJIA_DATABASE_URL=address)
    assert "Nobody else on this machine can read" in said


SLOWLY = """
import secrets, time
from cryptography.fernet import Fernet
token, key = secrets.token_urlsafe, Fernet.generate_key
secrets.token_urlsafe = lambda n: (time.sleep(0.5), token(n))[1]
Fernet.generate_key = staticmethod(lambda: (time.sleep(0.5), key())[1])
from guanjia.config.settings import local
print(local.SECRET_KEY, *local.VAULT_KEYS)
"""


@pytest.mark.once
def test_programs_that_start_a_new_house_at_once_encrypt_by_the_same_keys(own_database, tmp_path):
    """A key that the other did not keep would open nothing any more."""
    env = surroundings(own_database, tmp_path / "var") | {"GUANJIA_VAULT_KEYS": ""}
    started = [
        subprocess.Popen([sys.executable, "-c", SLOWLY], env=env, stdout=subprocess.PIPE, text=True)
        for _time in range(4)
    ]
    told = {process.communicate(timeout=60)[0] for process in started}

    assert len(told) == 1
    assert [len(one.split()) for one in told] == [2]
    kept = {(tmp_path / "var" / name).read_text().strip() for name in ("secret.key", "vault.key")}
    assert {*told.pop().split()} == kept
    assert wide(tmp_path / "var") == set()


def test_two_first_backups_at_once_are_told_the_same_phrase(tmp_path, monkeypatch):
    draw = phrases.new_phrase
    monkeypatch.setattr(phrases, "new_phrase", lambda: (time.sleep(0.2), draw())[1])
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(phrases.kept_in, [tmp_path / "backup.phrase"] * 4))

    assert len({phrase for phrase, _is_new in told}) == 1
    assert sorted(is_new for _phrase, is_new in told) == [False, False, False, True]
    assert (tmp_path / "backup.phrase").read_text().strip() == told[0][0]


def test_a_phrase_for_which_there_is_no_room_is_not_half_kept(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError("no room")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no room"):
        phrases.kept_in(tmp_path / "backup.phrase")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.once
def test_a_phrase_that_cannot_be_read_is_said(house, own_database, tmp_path):
    (tmp_path / "var" / "backup.phrase").write_bytes(b"\xff\xfe\x00spoilt")

    code, said = house("backup", str(tmp_path / "house.guanjia"))

    assert (code, "Traceback" in said) == (1, False)
    assert "backup.phrase" in said
    assert not (tmp_path / "house.guanjia").exists()
