"""A copy of the database is worth something only with the keys that encrypted it: neither loses the other."""

import shutil
import subprocess

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from guanjia.chapters.org.queries import user_by_phone
from guanjia.doors.cli import keys
from guanjia.doors.cli.alone import holding_keys
from guanjia.doors.cli.archive import keeping
from guanjia.flow.leases import DELIVERING, take_lease
from guanjia.vault.files import place_of
from guanjia.vault.models import File, Rotation
from tests import databases as stores
from tests.doors.cli.conftest import GUANJIA, surroundings
from tests.doors.cli.test_rotation import PHONE, furnished


def test_the_key_is_not_changed_while_a_backup_is_written(keyed, settings, monkeypatch):
    """Its copy of the database is encrypted by the key that then must lie beside it."""
    start, ended, folder, old = keyed
    settings.VAR, settings.VAULT_ROOT = folder, folder / "vault"
    furnished()
    whole, heard = keeping.pack, []

    def meanwhile(*arguments, **named):
        heard.extend(ended(start("keys", "rotate")))
        whole(*arguments, **named)

    monkeypatch.setattr(keeping, "pack", meanwhile)
    assert keeping.back_up(folder.parent / "house.guanjia", with_keys=True) == 0

    code, said = heard
    assert (code, "wait until a backup is written" in said) == (1, True), said
    assert (folder / "vault.key").read_text() == old
    assert not Rotation.objects.exists()
    assert ended(start("keys", "rotate"))[0] == 0, "afterwards it is"


@pytest.mark.once
def test_no_backup_is_written_while_the_key_is_changed(keyed):
    start, ended, folder, _old = keyed
    with holding_keys(folder, to_change=True):
        code, said = ended(start("backup", str(folder.parent / "house.guanjia")))

    assert (code, "Wait for it" in said) == (1, True), said
    assert not (folder.parent / "house.guanjia").exists()


def test_the_key_is_not_changed_while_a_worker_is_at_work(keyed):
    """It was started by itself and holds no folder, and encrypts by the key that it read."""
    start, ended, folder, old = keyed
    take_lease(DELIVERING, holder="worker", at=timezone.now())

    code, said = ended(start("keys", "rotate"))

    assert (code, "A worker is at work" in said) == (1, True), said
    assert (folder / "vault.key").read_text() == old
    assert not Rotation.objects.exists()


def test_who_read_the_key_before_it_was_changed_does_not_write_the_old_one_back(
    own_database, settings, tmp_path, capsys
):
    """Two were started at once, and the other has just ended."""
    settings.VAR = tmp_path
    (tmp_path / "vault.key").write_text("the newest key")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUANJIA_VAULT_KEYS", "")
        assert keys.rotate() == 1

    assert "刚刚更换" in capsys.readouterr().err
    assert (tmp_path / "vault.key").read_text() == "the newest key"
    assert not Rotation.objects.exists()


def test_a_key_that_was_lost_is_brought_back_as_it_is_said(keyed, settings, tmp_path):
    """A backup is sealed: its key is had by bringing it back elsewhere, and nowhere else."""
    start, ended, folder, old = keyed
    settings.VAR, settings.VAULT_ROOT = folder, folder / "vault"
    furnished()
    archive = tmp_path / "house.guanjia"
    assert ended(start("backup", str(archive)))[0] == 0
    (folder / "vault.key").unlink()

    code, said = ended(start("keys", "status"))
    assert (code, "into an empty GUANJIA_VAR" in said, "guanjia restore" in said) == (1, True, True)

    beside = tmp_path / "beside"
    beside.mkdir()
    with stores.copy_of("") as name:
        env = surroundings(stores.store().address(name), beside)
        env |= {
            "GUANJIA_VAULT_KEYS": "",
            "GUANJIA_BACKUP_PHRASE": (folder / "backup.phrase").read_text(),
        }
        assert subprocess.run([GUANJIA, "restore", archive], env=env, check=False).returncode == 0
    shutil.copy(beside / "vault.key", folder / "vault.key")

    assert (folder / "vault.key").read_text() == old
    assert ended(start("keys", "status"))[0] == 0


def test_a_key_that_opens_what_others_do_not_is_added_where_people_are_still_found(
    own_database, settings, tmp_path, capsys
):
    """The last key of the list signs the search index: another one there lets nobody in."""
    settings.VAULT_ROOT = tmp_path / "vault"
    furnished()
    old, foreign, new = settings.VAULT_KEYS[0], *(Fernet.generate_key().decode() for _n in "ab")
    sealed = Fernet(foreign).encrypt(b"a photo")
    place_of(File.objects.get().stored_as).write_bytes(sealed)
    settings.VAULT_KEYS = [new, old]

    assert keys.rotate() == 1

    assert "最后一把之前" in capsys.readouterr().err
    settings.VAULT_KEYS = [new, foreign, old]
    assert user_by_phone(PHONE)
    assert keys.rotate() == 0
