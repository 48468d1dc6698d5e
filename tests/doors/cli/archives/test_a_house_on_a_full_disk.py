"""A house whose disk has not a byte left is backed up to another disk: that is when one wants it out."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import connection

from guanjia.doors.cli.archive import back_up
from tests.doors.cli.archives.conftest import PHRASE, full_after
from tests.doors.cli.conftest import GUANJIA, surroundings

BACKED_UP = """
set -e
if [ "$5" = full ]; then mount -t tmpfs -o size=8m none "$1"; fi
cp "$2" "$1/guanjia.sqlite3"
if [ "$5" = full ]; then dd if=/dev/zero of="$1/filled" bs=4k 2>/dev/null || true; fi
exec "$3" backup "$4"
"""
OF_ITS_OWN = ("unshare", "--map-root-user", "--mount")


def may_mount():
    if not shutil.which("unshare"):
        return False
    try_it = [*OF_ITS_OWN, "mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run(try_it, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def backed_up(manager, tmp_path):
    """Lay the house on a disk that is full, and back it up to another; its code and what it said."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = connection.settings_dict["NAME"]
    connection.close()
    # Where nobody may mount a small disk, the house is backed up from one with room.
    own, how = (OF_ITS_OWN, "full") if may_mount() else ((), "roomy")
    folder = tmp_path / "full"
    folder.mkdir()

    def run(archive: Path, **environment):
        env = surroundings(f"sqlite:///{folder}/guanjia.sqlite3", folder) | {
            "GUANJIA_SECRET_KEY": "a" * 50
        }
        done = subprocess.run(
            [*own, "bash", "-c", BACKED_UP, "-", folder, name, GUANJIA, archive, how],
            env=env | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_it_is_backed_up_to_another_disk(backed_up, tmp_path):
    file = tmp_path / "house.guanjia"

    code, said = backed_up(file, GUANJIA_BACKUP_PHRASE=PHRASE)

    assert code == 0, said
    assert file.stat().st_size > 10_000


def test_what_is_full_is_said(manager, tmp_path, settings, capsys):
    with full_after(1000):
        assert back_up(tmp_path / "house.guanjia", with_keys=True) == 1

    said = capsys.readouterr().err
    assert f"{tmp_path} 还剩" in said
    assert f"{settings.VAR} 还剩" in said
