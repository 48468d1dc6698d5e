"""
Whatever happened to an archive or to the disk, it ends in words, and nothing is left half done.

These call the two commands directly, so that hundreds of ways to be damaged can be tried.
"""

import errno
import os
import random
import resource
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGXFSZ, strsignal

import pytest
from django.db import connection

from guanjia.chapters.org.models import User
from guanjia.doors.cli.archive import back_up, bringing, databases, keeping, restore
from guanjia.doors.cli.archive.packing import Manifest, Refused
from guanjia.vault import envelopes
from tests import databases as stores
from tests.world.company import open_branch, staff

PHRASE = "aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff"
HEADER = len(envelopes.MARK) + envelopes.SALT + envelopes.PROOF
FLIPS = int(os.environ.get("GUANJIA_FLIPS", "120"))
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch, settings, tmp_path):
    """Draw keys in no time, seal in small pieces, and keep everything in folders of this test."""
    monkeypatch.setattr(envelopes, "COST", {"n": 2, "r": 1, "p": 1})
    monkeypatch.setattr(envelopes, "PIECE", 50_000)
    settings.BACKUP_PHRASE = PHRASE
    moved_to(settings, tmp_path / "here")


def moved_to(settings, folder):
    folder.mkdir()
    settings.VAR, settings.VAULT_ROOT = folder, folder / "vault"


@pytest.fixture
def manager(own_database, settings):
    (settings.VAULT_ROOT / "ab").mkdir(parents=True)
    (settings.VAULT_ROOT / "ab" / "photo").write_bytes(os.urandom(120_000))
    (settings.VAR / "vault.key").write_text("the key of the house")
    return staff("manager", open_branch(), name="周敏")


@pytest.fixture
def archive(manager, tmp_path, capsys):
    file = tmp_path / "house.guanjia"
    assert back_up(file, with_keys=True) == 0
    capsys.readouterr()
    return file


@pytest.fixture
def elsewhere(archive, settings, tmp_path):
    """An empty house on another machine; yields what there is to be seen of it."""
    moved_to(settings, tmp_path / "elsewhere")
    (settings.VAR / "vault.key").write_text("another key")
    with stores.copy_of("") as name, stores.django_at(name):

        def seen():
            connection.close()
            tables = stores.store().rows(name, TABLES[connection.vendor])
            files = {
                str(at.relative_to(settings.VAR)): at.read_bytes() if at.is_file() else b""
                for at in settings.VAR.rglob("*")
                if at.name != "held-by"
            }
            return tables, files

        yield seen


def refused(archive, capsys):
    """Restore, and return what was said; it has not worked and has not broken."""
    code = restore(archive)
    out, err = capsys.readouterr()
    assert code == 1
    assert out == ""
    assert "Traceback" not in err
    return err


@contextmanager
def full_after(size):
    """Let no file grow beyond this size, as on a disk with so much room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_any_byte_that_was_flipped_is_noticed_and_nothing_is_touched(archive, elsewhere, capsys):
    content, before = archive.read_bytes(), elsewhere()
    chance = random.Random(15)
    positions = {*range(HEADER), len(content) - 1, *chance.sample(range(len(content)), FLIPS)}

    for position in sorted(positions):
        spoilt = bytearray(content)
        spoilt[position] ^= 1 << chance.randrange(8)
        archive.write_bytes(spoilt)
        said = refused(archive, capsys)
        assert "损坏" in said or "不是" in said or "damaged" in said or "not a backup" in said
        assert not list(bringing.settings.VAR.glob(".*"))

    assert elsewhere() == before


def test_an_archive_cut_off_or_grown_anywhere_is_noticed(archive, elsewhere, capsys):
    content, before = archive.read_bytes(), elsewhere()
    chance = random.Random(8)
    ends = [0, 1, HEADER - 1, HEADER, HEADER + 1, len(content) - 1]
    ends += [HEADER + number * 50_016 for number in range(1, 4)]

    for end in (*ends, *chance.sample(range(len(content)), 25)):
        archive.write_bytes(content[:end])
        refused(archive, capsys)
    for more in (b"\0", os.urandom(50_016), content[HEADER:]):
        archive.write_bytes(content + more)
        refused(archive, capsys)

    assert elsewhere() == before


def test_pieces_that_were_swapped_or_left_out_are_noticed(archive, elsewhere, capsys):
    content, before = archive.read_bytes(), elsewhere()
    size = 50_016
    head, pieces = (
        content[:HEADER],
        [content[start : start + size] for start in range(HEADER, len(content), size)],
    )
    assert len(pieces) >= 4
    for other in ([1, 0, *range(2, len(pieces))], range(1, len(pieces)), range(len(pieces) - 1)):
        archive.write_bytes(head + b"".join(pieces[number] for number in other))
        refused(archive, capsys)

    assert elsewhere() == before


def test_the_wrong_phrase_is_said(archive, elsewhere, capsys, settings):
    before = elsewhere()
    settings.BACKUP_PHRASE = "zzzzz-yyyyy-xxxxx-wwwww-vvvvv-uuuuu"

    refused(archive, capsys)

    assert elsewhere() == before


def test_a_disk_that_is_full_at_any_moment_of_coming_back_leaves_the_house_as_it_was(
    archive, elsewhere, capsys
):
    before = elsewhere()
    # A server keeps its database elsewhere: only its files and the copy can find no room here.
    sizes = (130_000, 400_000) if connection.vendor == "sqlite" else ()
    for size in (0, 1_000, 100_000, *sizes):
        with full_after(size):
            refused(archive, capsys)
        assert elsewhere() == before, size

    assert restore(archive) == 0


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
    whole = envelopes.Sealer._seal

    def forgetful(self, content, *, is_last):
        whole(self, content, is_last=is_last)
        if self._number == 2:
            self._file.seek(-20, os.SEEK_END)
            self._file.write(b"\0" * 8)
            self._file.seek(0, os.SEEK_END)

    monkeypatch.setattr(envelopes.Sealer, "_seal", forgetful)

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert archive.read_bytes() == before
    assert capsys.readouterr().err


@pytest.mark.only_on("sqlite")
def test_a_database_that_is_damaged_itself_is_not_kept_as_a_backup(archive, capsys, own_database):
    before = archive.read_bytes()
    name = connection.settings_dict["NAME"]
    connection.close()
    with closing(sqlite3.connect(name)) as house:
        house.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = house.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'org_user'"
        ).fetchone()
    with open(name, "r+b") as file:  # noqa: PTH123  (a place in the middle is written)
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 60)

    assert back_up(archive, with_keys=True, replace=True) == 1
    assert archive.read_bytes() == before
    assert capsys.readouterr().err


def test_when_the_last_step_fails_everything_is_taken_away_again(
    archive, elsewhere, capsys, monkeypatch
):
    before = elsewhere()

    def breaks(_copied):
        raise OSError("the server went away")

    monkeypatch.setattr(databases, "put_in_place", breaks)
    said = refused(archive, capsys)

    assert "the server went away" in said
    assert elsewhere() == before


def test_an_archive_of_a_newer_program_is_left_to_that_one(manager, tmp_path, settings, capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('planning', '9999_of_tomorrow', CURRENT_TIMESTAMP)"
        )
    file = tmp_path / "house.guanjia"
    assert back_up(file, with_keys=True) == 0
    capsys.readouterr()
    moved_to(settings, tmp_path / "elsewhere")
    with stores.copy_of("") as name, stores.django_at(name):
        assert "planning.9999_of_tomorrow" in refused(file, capsys)
        connection.close()
        assert stores.store().rows(name, TABLES[connection.vendor]) == []


def test_rows_that_are_missing_are_noticed_by_their_number(archive, elsewhere, capsys, monkeypatch):
    before = elsewhere()
    read = Manifest.read.__func__

    def with_one_more(cls, content):
        told = read(cls, content)
        told.counts["org_user"] += 1
        return told

    monkeypatch.setattr(Manifest, "read", classmethod(with_one_more))
    refused(archive, capsys)

    assert elsewhere() == before


def test_a_sound_archive_comes_back_whole(archive, elsewhere, manager, settings, capsys):
    photo = (archive.parent / "here" / "vault" / "ab" / "photo").read_bytes()

    assert restore(archive) == 0

    assert User.objects.get(id=manager.user_id).name == "周敏"
    assert (settings.VAULT_ROOT / "ab" / "photo").read_bytes() == photo
    assert (settings.VAR / "vault.key").read_text() == "the key of the house"
    assert not list(settings.VAR.glob(".*"))
