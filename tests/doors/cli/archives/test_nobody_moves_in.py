"""While a house is brought back nobody moves in: what they wrote would be gone with the house before."""

import subprocess
import sys
import time

import pytest

from guanjia.chapters.org.models import User
from guanjia.doors.cli.archive import databases, restore
from guanjia.flow.leases import DELIVERING
from guanjia.ledger.models import Lease
from tests import databases as stores
from tests.doors.cli.archives.conftest import moved_to, refused
from tests.doors.cli.conftest import GUANJIA, surroundings

COMMANDS = (
    ("invite", "王芳", "13900001111"),
    ("migrate",),
    ("run", "--empty"),
    ("work",),
    ("demo",),
)
OF_ITS_OWN = ("/bin/sh", "-c", '"$@"; exit $?', "sh")
"""Lets a command have another parent than the program that holds the folder."""
WORKER = [sys.executable, "-m", "guanjia.doors.jobs"]


@pytest.fixture
def empty(archive, settings, tmp_path):
    """A house that is prepared and in which nobody lives yet; yields how programs come to it."""
    moved_to(settings, tmp_path / "elsewhere")
    with stores.copy_of(stores.migrated()) as name, stores.django_at(name):
        yield surroundings(stores.store().address(name), settings.VAR)


def meanwhile(monkeypatch, act):
    """Let something happen in the last moment before the database comes."""
    whole = databases.try_out

    def tried(copied):
        act()
        return whole(copied)

    monkeypatch.setattr(databases, "try_out", tried)


def test_whoever_would_write_is_told_to_wait(archive, empty, monkeypatch):
    said = {}

    def others_come():
        for command in COMMANDS:
            done = subprocess.run(
                [*OF_ITS_OWN, GUANJIA, *command],
                env=empty,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            said[command[0]] = done.returncode, done.stdout + done.stderr

    meanwhile(monkeypatch, others_come)

    assert restore(archive) == 0

    told = ("being brought back", "Another guanjia works")
    for command, (code, words) in said.items():
        assert code == 1, command
        assert any(one in words for one in told), (command, words)
        assert "Traceback" not in words
    assert list(User.objects.values_list("name", flat=True)) == ["周敏"]


def test_nothing_is_brought_back_under_somebody_who_works(archive, empty, capsys):
    with subprocess.Popen(WORKER, env=empty) as worker:
        try:
            deadline = time.monotonic() + 60
            while not Lease.objects.filter(name=DELIVERING).exclude(holder="").exists():
                assert worker.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            said = refused(archive, capsys)
        finally:
            worker.kill()

    assert "停止" in said
    assert not User.objects.exists()
    assert restore(archive) == 0


def test_whoever_moved_in_on_another_machine_stays(archive, empty, settings, monkeypatch, capsys):
    meanwhile(monkeypatch, lambda: User.objects.create(handle="h1", name="王芳"))

    said = refused(archive, capsys)

    assert "有人" in said
    assert list(User.objects.values_list("name", flat=True)) == ["王芳"]
    assert not any(at.is_file() for at in settings.VAULT_ROOT.rglob("*"))
