"""A house to be backed up and one to be restored into, in no time and in folders of a test's own."""

import os
import resource
from contextlib import contextmanager

import pytest
from django.db import connection

from guanjia.doors.cli.archive import back_up, restore
from guanjia.vault import envelopes
from tests import databases as stores
from tests.world.company import open_branch, staff

PHRASE = "aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff"
HEADER = len(envelopes.MARK) + envelopes.SALT + envelopes.PROOF
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


@pytest.fixture(autouse=True)
def quick(monkeypatch, settings, tmp_path):
    """Draw keys in no time, encrypt in small pieces, and keep everything in folders of this test."""
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
                if at.name not in {"held-by", "keys-held"}
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
