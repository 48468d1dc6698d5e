"""An archive is written whole, under a name that is free, or not at all; and why not is said."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from signal import SIGXFSZ, strsignal

import pytest
from django.db import connection
from django.test import Client

from guanjia.chapters.org.models import Session, User
from guanjia.doors.cli.archive import back_up, databases, keeping
from guanjia.doors.cli.archive.packing import Refused, unpack
from guanjia.vault import envelopes
from tests import databases as stores
from tests.doors.cli.archives.conftest import PHRASE, full_after


def test_a_disk_that_is_full_at_any_moment_of_a_backup_leaves_the_one_before(
    archive, capsys, tmp_path, settings
):
    before = archive.read_bytes()
    for size in (0, 1_000, len(before) // 2, len(before) - 1):
        with full_after(size):
            code = back_up(archive, with_keys=True, replace=True)
        said = capsys.readouterr().err
        assert (code, "Traceback" in said) == (1, False), size
        assert said.strip()[-1] not in ":：", "the reason is said"
        assert archive.read_bytes() == before
        assert [at.name for at in tmp_path.iterdir() if "house" in at.name] == [archive.name]
        assert list(settings.VAR.glob(".*")) == []


@pytest.fixture
def no_room_here(manager, settings, monkeypatch):
    """The disk of the house is full: a copy that is begun there ends in the middle."""
    tried, whole = [], databases.copy

    def copy(place):
        tried.append(place)
        if place.is_relative_to(settings.VAR):
            (place / databases.NAMES[connection.vendor]).write_bytes(b"a part")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return whole(place)

    monkeypatch.setattr(databases, "copy", copy)
    return tried


def test_a_backup_to_another_disk_is_written_while_that_of_the_house_is_full(
    no_room_here, settings, tmp_path
):
    """That is when one wants it out."""
    other = tmp_path / "other"
    other.mkdir()
    file = other / "house.guanjia"

    assert back_up(file, with_keys=True) == 0

    place = tmp_path / "looked-into"
    place.mkdir()
    with file.open("rb") as content:
        assert unpack(envelopes.opened(content, PHRASE), place).counts["org_user"] == 1
    assert list(other.iterdir()) == [file]
    assert list(settings.VAR.glob(".*")) == []
    assert [tried.parent for tried in no_room_here] == [settings.VAR, other]


def test_what_room_is_left_to_an_open_house_is_left_to_it(
    no_room_here, settings, tmp_path, monkeypatch
):
    """It would fail where the copy takes the last of it."""
    really = shutil.disk_usage

    def little_here(path):
        usage = really(path)
        return usage._replace(free=1000) if Path(path).is_relative_to(settings.VAR) else usage

    monkeypatch.setattr(shutil, "disk_usage", little_here)

    assert back_up(tmp_path / "house.guanjia", with_keys=True) == 0
    assert [tried.parent for tried in no_room_here] == [tmp_path]


def test_where_no_disk_has_room_both_are_named(manager, settings, tmp_path, capsys, monkeypatch):
    def copy(place):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(databases, "copy", copy)
    other = tmp_path / "other"
    other.mkdir()

    assert back_up(other / "house.guanjia", with_keys=True) == 1

    said = capsys.readouterr().err
    assert str(settings.VAR) in said
    assert str(other) in said
    assert "空间" in said
    assert list(other.iterdir()) == []
    assert list(settings.VAR.glob(".*")) == []


def test_no_copy_is_laid_on_a_disk_that_closes_nothing_to_others(
    no_room_here, tmp_path, capsys, monkeypatch
):
    """Such as that of a camera, which knows no users."""
    other = tmp_path / "other"
    other.mkdir()
    made = Path.mkdir

    def open_to_all(self, *given, **named):
        made(self, *given, **named)
        if self.parent == other:
            self.chmod(0o777)

    monkeypatch.setattr(Path, "mkdir", open_to_all)

    assert back_up(other / "house.guanjia", with_keys=True) == 1
    assert list(other.iterdir()) == []
    assert [tried for tried in no_room_here if tried.parent == other] == []


def test_no_room_by_its_own_name_is_said_in_words(archive, capsys, monkeypatch):
    def no_room(*_arguments, **_named):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(keeping, "pack", no_room)

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert "No space left on device" in capsys.readouterr().err


@pytest.mark.only_on("postgresql")
def test_a_program_of_the_server_that_finds_no_room_is_understood(manager, tmp_path):
    (tmp_path / databases.POSTGRESQL_NAME).symlink_to("/dev/full")

    with pytest.raises(Refused, match="No space left on device"):
        databases.copy(tmp_path)


@pytest.mark.only_on("postgresql")
def test_a_server_without_room_for_the_trial_is_not_told_as_a_damaged_database(
    archive, capsys, monkeypatch, tmp_path
):
    """The copy is tried by restoring it; what that says of no room is no word on the copy."""
    full = tmp_path / "pg_restore"
    full.write_text(
        '#!/bin/sh\necho "ERROR: could not extend file: No space left on device" >&2\nexit 1\n'
    )
    full.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert back_up(tmp_path / "next.guanjia", with_keys=True) == 1

    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert "损坏" not in said
    assert not (tmp_path / "next.guanjia").exists()


@pytest.mark.only_on("postgresql")
def test_a_program_of_the_server_that_is_ended_without_a_word_is_told_of(manager, tmp_path):
    with full_after(1000), pytest.raises(Refused, match=f"pg_dump.*{strsignal(SIGXFSZ)}"):
        databases.copy(tmp_path)


def test_a_file_that_is_there_is_not_replaced_unasked(archive, capsys, settings):
    before = archive.read_bytes()

    assert back_up(archive, with_keys=True) == 1

    said = capsys.readouterr().err
    assert str(archive) in said
    assert "--replace" in said
    assert archive.read_bytes() == before
    assert list(settings.VAR.glob(".*")) == []

    assert back_up(archive, with_keys=True, replace=True) == 0
    assert archive.read_bytes() != before


def test_a_phrase_with_a_wrong_letter_seals_nothing(manager, settings, tmp_path, capsys):
    """The paper would not open it, and nobody would know before the machine is gone."""
    settings.BACKUP_PHRASE = ""
    assert back_up(tmp_path / "first.guanjia", with_keys=True) == 0
    kept = settings.VAR / "backup.phrase"
    phrase = kept.read_text().strip()
    kept.write_text(("b" if phrase[0] == "a" else "a") + phrase[1:] + "\n")

    assert back_up(tmp_path / "second.guanjia", with_keys=True) == 1

    said = capsys.readouterr().err
    assert "backup.phrase-check" in said
    assert not (tmp_path / "second.guanjia").exists()
    kept.write_text(f"  {phrase.upper()} \n")
    assert back_up(tmp_path / "third.guanjia", with_keys=True) == 0, "however it is typed"


def test_a_new_phrase_is_taken_once_its_check_is_removed(manager, settings, tmp_path, capsys):
    settings.BACKUP_PHRASE = ""
    assert back_up(tmp_path / "first.guanjia", with_keys=True) == 0
    (settings.VAR / "backup.phrase").write_text("aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff\n")
    (settings.VAR / "backup.phrase-check").unlink()

    assert back_up(tmp_path / "second.guanjia", with_keys=True) == 0


def test_a_folder_and_one_that_is_not_there_are_told_before_anything_is_done(
    manager, capsys, tmp_path
):
    for wrong, told in ((tmp_path, "是一个文件夹"), (tmp_path / "no" / "x", "没有文件夹")):
        assert back_up(wrong, with_keys=True) == 1
        assert told in capsys.readouterr().err


def test_only_a_backup_is_replaced_by_one(archive, capsys, settings, tmp_path):
    """Neither the house's own database and keys, nor a device, nor what a link leads to."""
    key, pipe, link = settings.VAR / "vault.key", tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(archive)
    before = key.read_bytes(), archive.read_bytes()
    wrong = [key, pipe, link]
    if connection.vendor == "sqlite":
        wrong.append(Path(connection.settings_dict["NAME"]))

    for target in wrong:
        assert back_up(target, with_keys=True, replace=True) == 1, target
        assert str(target) in capsys.readouterr().err

    assert (key.read_bytes(), archive.read_bytes()) == before
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_a_file_that_comes_while_the_backup_is_written_is_not_replaced_either(
    archive, capsys, monkeypatch
):
    archive.unlink()
    whole = keeping.look_through

    def while_somebody_else_writes(unfinished, phrase):
        whole(unfinished, phrase)
        archive.write_bytes(b"somebody else's")

    monkeypatch.setattr(keeping, "look_through", while_somebody_else_writes)

    assert back_up(archive, with_keys=True) == 1
    assert "--replace" in capsys.readouterr().err
    assert archive.read_bytes() == b"somebody else's"
    assert [at.name for at in archive.parent.iterdir() if "house" in at.name] == [archive.name]


def test_what_cannot_be_read_again_is_not_kept(archive, capsys, monkeypatch):
    """A disk that takes what is written and gives back something else."""
    before = archive.read_bytes()
    whole = envelopes.EncryptingWriter._encrypt

    def forgetful(self, content, *, is_last):
        whole(self, content, is_last=is_last)
        if self._number == 2:
            self._file.seek(-20, os.SEEK_END)
            self._file.write(b"\0" * 8)
            self._file.seek(0, os.SEEK_END)

    monkeypatch.setattr(envelopes.EncryptingWriter, "_encrypt", forgetful)

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert archive.read_bytes() == before
    assert capsys.readouterr().err


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("where", ["in a table", "in its head"])
def test_a_database_that_is_damaged_itself_is_not_kept_as_a_backup(
    archive, capsys, own_database, where
):
    before = archive.read_bytes()
    name = connection.settings_dict["NAME"]
    connection.close()
    with closing(sqlite3.connect(name)) as house:
        house.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = house.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'org_user'"
        ).fetchone()
    with open(name, "r+b") as file:  # noqa: PTH123  (a place in the middle is written)
        file.seek((page - 1) * 4096 if where == "in a table" else 30)
        file.write(b"\xff" * 60)

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert archive.read_bytes() == before
    said = capsys.readouterr().err
    assert "备份" in said, "what to do is said too"
    assert "完好" in said or "最近" in said or "最新" in said


def test_nobody_is_signed_in_by_what_an_archive_holds(archive, manager, tmp_path, capsys):
    """Whoever was signed out after the backup does not come in again, however the restore ends."""
    Client().force_login(User.objects.get(id=manager.user_id))
    assert Session.objects.exists()
    file = tmp_path / "next.guanjia"
    assert back_up(file, with_keys=True) == 0

    place = tmp_path / "looked-into"
    place.mkdir()
    with file.open("rb") as content:
        told = unpack(envelopes.opened(content, PHRASE), place)

    assert told.counts["org_session"] == 0
    assert Session.objects.exists(), "here it goes on"


def test_a_database_without_a_house_is_not_backed_up(archive, settings, tmp_path, capsys):
    with stores.copy_of("") as name, stores.django_at(name):
        assert back_up(tmp_path / "empty.guanjia", with_keys=True) == 1

    assert "没有" in capsys.readouterr().err
    assert not (tmp_path / "empty.guanjia").exists()


def test_of_what_a_program_of_the_server_says_the_reason_is_told_and_not_the_statement():
    said = (
        "pg_restore: while PROCESSING TOC:\n"
        "pg_restore: error: could not execute query: ERROR:  permission denied for schema public\n"
        "Command was: CREATE FUNCTION public.one() RETURNS trigger\n" + "    RAISE 'x';\n" * 100
    )

    assert "permission denied for schema public" in databases._the_reason_in(said)
    assert "RAISE" not in databases._the_reason_in(said)
    assert databases._the_reason_in("terminated") == "terminated"
