"""A backup is encrypted; with its phrase the house comes back whole, and without it not at all."""

import re
import resource
import subprocess
from contextlib import contextmanager

import pytest
from django.conf import settings

from guanjia.chapters.org.models import Role, User
from tests import databases
from tests.doors.cli.conftest import GUANJIA, surroundings
from tests.world.company import open_branch, staff

PHRASE = re.compile(r"^ {4}([a-z0-9]{5}(?:-[a-z0-9]{5}){5})$", re.MULTILINE)


@pytest.fixture
def manager(own_database):
    return staff("manager", open_branch(), name="周敏")


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "house.guanjia"


@pytest.fixture
def kept(house, manager, archive, tmp_path):
    """Write a first backup; give back the phrase that it told."""
    vault = tmp_path / "var" / "vault" / "ab"
    vault.mkdir(parents=True)
    (vault / "photo").write_bytes(b"sealed" * 500_000)
    code, said = house("backup", str(archive))
    assert code == 0, said
    return PHRASE.search(said)[1]


@contextmanager
def elsewhere(tmp_path):
    """Yield an empty house on another machine: how to run `guanjia` there, its folder, its database."""
    with databases.copy_of("") as name:
        folder = tmp_path / "elsewhere"

        def run(*arguments, typed="", **environment):
            done = subprocess.run(
                [GUANJIA, *arguments],
                env=surroundings(databases.store().address(name), folder) | environment,
                input=typed,
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            return done.returncode, done.stdout + done.stderr

        yield run, folder, name


TABLES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}[databases.store().vendor]


def set_aside(folder):
    return [at.name for at in folder.iterdir() if at.name.startswith(".")]


def test_a_backup_comes_back_elsewhere(kept, manager, archive, tmp_path):
    """Requirement 8.7: backup and tested restore."""
    assert archive.stat().st_mode & 0o077 == 0, "nobody else can read it"

    with elsewhere(tmp_path) as (run, folder, name):
        code, said = run("restore", str(archive), typed=f"{kept.upper()}\n")

        assert code == 0, said
        assert (folder / "vault" / "ab" / "photo").read_bytes() == b"sealed" * 500_000
        assert set_aside(folder) == []
        with databases.django_at(name):
            assert User.objects.get(id=manager.user_id).name == "周敏"
            assert Role.objects.get(user_id=manager.user_id).role == "manager"
        again, said = run("restore", str(archive), typed=f"{kept}\n")
        assert again == 1
        assert "People live in this house already" in said


@pytest.mark.once
def test_the_keys_come_back_with_it_so_that_the_phrase_is_enough(house, manager, archive, tmp_path):
    own_key = {"GUANJIA_VAULT_KEYS": ""}
    (tmp_path / "var" / "vault.key").write_text(settings.VAULT_KEYS[0])
    code, said = house("backup", str(archive), **own_key)
    assert code == 0

    with elsewhere(tmp_path) as (run, folder, _name):
        run("restore", str(archive), typed=PHRASE.search(said)[1], **own_key)

        for key in ("vault.key", "secret.key", "backup.phrase"):
            assert (folder / key).read_text() == (tmp_path / "var" / key).read_text()


@pytest.mark.once
def test_the_phrase_is_told_once_and_goes_on_encrypting(house, kept, archive):
    code, said = house("backup", str(archive), "--replace")

    assert code == 0
    assert kept not in said
    assert "It opens with the phrase you wrote down" in said


@pytest.mark.once
def test_nothing_in_a_backup_can_be_read(kept, archive):
    content = archive.read_bytes()

    assert len(content) > 10_000
    for word in (
        b"SQLite",
        b"org_user",
        "周敏".encode(),
        b"manifest",
        b"\x1f\x8b\x08",
        kept.encode(),
    ):
        assert word not in content[64:]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda content: content, "The phrase does not open this archive"),
        (lambda content: content[: len(content) // 2], "damaged or cut off"),
        (lambda content: b"PK" + content, "not a backup"),
    ],
    ids=["phrase", "half", "other"],
)
def test_what_does_not_open_changes_nothing(kept, archive, tmp_path, spoil, words):
    content = archive.read_bytes()
    archive.write_bytes(spoil(content))
    is_wrong = archive.read_bytes() == content
    typed = "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa" if is_wrong else kept

    with elsewhere(tmp_path) as (run, folder, name):
        code, said = run("restore", str(archive), typed=f"{typed}\n")

        assert code == 1
        assert words in said
        assert "Traceback" not in said
        assert databases.store().rows(name, TABLES) == []
        assert not (folder / "vault").exists()
        assert set_aside(folder) == []


@pytest.mark.once
def test_without_its_phrase_an_archive_says_what_it_needs(kept, archive, tmp_path):
    with elsewhere(tmp_path) as (run, _folder, _name):
        code, said = run("restore", str(archive))

    assert code == 1
    assert "Type its phrase, or set GUANJIA_BACKUP_PHRASE" in said


@pytest.mark.once
def test_a_short_phrase_encrypts_nothing(house, manager, archive):
    code, said = house("backup", str(archive), GUANJIA_BACKUP_PHRASE="our house")

    assert code == 1
    assert "at least 20" in said
    assert not archive.exists()


@pytest.mark.once
def test_a_full_disk_is_said_and_leaves_nothing(house, manager, archive, own_database, tmp_path):
    house("backup", str(archive))
    before = archive.read_bytes()

    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [GUANJIA, "backup", "--replace", str(archive)],
        env=surroundings(own_database, tmp_path / "var"),
        preexec_fn=full,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert "There is no room for a copy of the database" in done.stderr
    assert "Traceback" not in done.stderr
    assert archive.read_bytes() == before
    assert [at for at in tmp_path.iterdir() if "house" in at.name] == [archive]
    assert set_aside(tmp_path / "var") == []
