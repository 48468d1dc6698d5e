"""A backup that lacks a family's papers is written, and says so; it never takes a whole one's place."""

import pytest
from cryptography.fernet import Fernet

from guanjia.doors.cli.archive import LACKING, back_up, restore
from guanjia.vault.commands import store
from guanjia.vault.files import place_of
from guanjia.vault.intake import Prepared
from tests import databases as stores
from tests.doors.cli.archives.conftest import moved_to
from tests.world.company import MONDAY_9


@pytest.fixture
def papers(manager):
    return [
        store(Prepared(words, "image/jpeg"), purpose="test", user_id=None, at=MONDAY_9)
        for words in (b"one", b"two")
    ]


def gone(row):
    place_of(row.stored_as).unlink()


def spoilt(row):
    place_of(row.stored_as).write_bytes(b"something else")


def spoilt_within(row):
    content = bytearray(place_of(row.stored_as).read_bytes())
    content[40] ^= 1
    place_of(row.stored_as).write_bytes(content)


def not_to_be_read(row):
    gone(row)
    place_of(row.stored_as).mkdir()


@pytest.mark.parametrize("lose", [gone, spoilt, spoilt_within, not_to_be_read])
def test_a_backup_without_files_that_the_database_names_is_written_and_says_so(
    papers, tmp_path, capsys, settings, lose
):
    lose(papers[0])
    (settings.VAR / "vault.key").write_text(settings.VAULT_KEYS[0])
    file = tmp_path / "house.guanjia"

    assert back_up(file, with_keys=True) == LACKING

    said = capsys.readouterr().err
    assert f"{papers[0].pk} 号" in said
    assert f"{papers[1].pk} 号" not in said
    assert file.is_file()

    moved_to(settings, tmp_path / "elsewhere")
    settings.VAULT_KEYS = [Fernet.generate_key().decode()]
    with stores.copy_of("") as name, stores.django_at(name):
        code = restore(file)
        kept = place_of(papers[1].stored_as).is_file()
    assert kept, "the rest comes back"
    assert code == LACKING
    assert f"{papers[0].pk} 号" in capsys.readouterr().err


def test_it_does_not_take_the_place_of_one_that_may_have_them(papers, tmp_path, capsys):
    file = tmp_path / "house.guanjia"
    assert back_up(file, with_keys=True) == 0
    before = file.read_bytes()
    gone(papers[1])

    assert back_up(file, with_keys=True, replace=True) == 1

    said = capsys.readouterr().err
    assert f"{papers[1].pk} 号" in said
    assert file.read_bytes() == before
    assert [at.name for at in tmp_path.iterdir() if "house" in at.name] == [file.name]
