"""A file that is lost comes back from a backup of any time, or is given up; the house is well then."""

import builtins
import os

import pytest
from cryptography.fernet import Fernet

from guanjia.doors import terminal, wellbeing
from guanjia.doors.cli.archive import LACKING, back_up
from guanjia.doors.cli.main import main
from guanjia.vault.commands import begin_rotation, reencrypt_some, store
from guanjia.vault.files import Lost, opened, place_of
from guanjia.vault.intake import Prepared
from guanjia.vault.models import GivenUp
from tests.world.company import MONDAY_9


@pytest.fixture(autouse=True)
def in_chinese(monkeypatch):
    """What language the terminal speaks stays with the terminal."""
    monkeypatch.setattr(terminal, "speak_as_asked", lambda: None)


@pytest.fixture
def papers(manager, settings):
    (settings.VAR / "vault.key").write_text(settings.VAULT_KEYS[0])
    return [
        store(Prepared(words, "image/jpeg"), purpose="test", user_id=None, at=MONDAY_9)
        for words in (b"one", b"two")
    ]


@pytest.fixture
def of_before(papers, tmp_path, capsys):
    file = tmp_path / "of-before.guanjia"
    assert back_up(file, with_keys=True) == 0
    capsys.readouterr()
    return file


def another_key(settings):
    """Change the vault's key, and let the one before go."""
    settings.VAULT_KEYS = [Fernet.generate_key().decode(), *settings.VAULT_KEYS]
    known = begin_rotation(at=MONDAY_9)
    while known.encrypted_at is None:
        known = reencrypt_some(at=MONDAY_9)
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    (settings.VAR / "vault.key").write_text(settings.VAULT_KEYS[0])
    return known


def gone(row):
    place_of(row.stored_as).unlink()


def spoilt(row):
    place_of(row.stored_as).write_bytes(b"something else")


def not_to_be_read(row):
    gone(row)
    place_of(row.stored_as).mkdir()


def typed(monkeypatch, words):
    monkeypatch.setattr(builtins, "input", lambda _asked: words)


GIVE_UP = ("--by", "王芳", "--reason", "旧相机坏了")


@pytest.mark.parametrize("lose", [gone, spoilt, not_to_be_read])
def test_what_is_lost_comes_back_from_a_backup_under_the_key_before(
    of_before, papers, settings, capsys, lose
):
    another_key(settings)
    lose(papers[0])
    sound = place_of(papers[1].stored_as).read_bytes()

    assert main(["files"]) == LACKING
    assert str(place_of(papers[0].stored_as)) in capsys.readouterr().out

    assert main(["files", "bring", str(of_before)]) == 0

    assert opened(papers[0].pk).content == b"one"
    assert place_of(papers[1].stored_as).read_bytes() == sound, "what is whole is left alone"
    assert main(["files"]) == 0


def test_what_is_something_else_by_now_is_not_brought_back(of_before, papers, settings, capsys):
    gone(papers[0])
    papers[0].sha256 = "0" * 64
    papers[0].save()

    assert main(["files", "bring", str(of_before)]) == LACKING

    assert not place_of(papers[0].stored_as).exists()


def test_a_key_that_is_not_in_the_backup_is_asked_for_and_taken(papers, settings, tmp_path, capsys):
    file = tmp_path / "without.guanjia"
    assert back_up(file, with_keys=False) == 0
    old = settings.VAULT_KEYS[0]
    another_key(settings)
    gone(papers[0])

    assert main(["files", "bring", str(file)]) == LACKING
    assert "GUANJIA_VAULT_KEYS" in capsys.readouterr().err

    settings.VAULT_KEYS = [*settings.VAULT_KEYS, old]
    assert main(["files", "bring", str(file)]) == 0
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert opened(papers[0].pk).content == b"one"


def test_of_a_damaged_backup_what_stands_before_the_damage_comes_back(
    papers, settings, tmp_path, capsys
):
    large = settings.VAULT_ROOT / "zz" / "large"
    large.parent.mkdir()
    large.write_bytes(os.urandom(400_000))
    file = tmp_path / "house.guanjia"
    assert back_up(file, with_keys=True) == 0
    file.write_bytes(file.read_bytes()[:-30])
    gone(papers[0])

    assert main(["files", "bring", str(file)]) == 1

    assert opened(papers[0].pk).content == b"one"
    assert "之前" in capsys.readouterr().err


def test_the_wrong_phrase_brings_nothing(of_before, papers, settings, capsys):
    gone(papers[0])
    settings.BACKUP_PHRASE = "zzzzz-yyyyy-xxxxx-wwwww-vvvvv-uuuuu"

    assert main(["files", "bring", str(of_before)]) == 1

    assert not place_of(papers[0].stored_as).exists()


def test_a_file_that_was_given_up_is_asked_for_no_more(
    papers, settings, tmp_path, capsys, monkeypatch
):
    spoilt(papers[0])
    assert wellbeing.look_through_files().state == "ill"
    typed(monkeypatch, f"{papers[0].pk}")

    assert main(["files", "give-up", str(papers[0].pk), *GIVE_UP]) == 0

    assert wellbeing.files().state == "well"
    assert main(["files"]) == 0
    assert back_up(tmp_path / "house.guanjia", with_keys=True) == 0
    with pytest.raises(Lost) as told:
        opened(papers[0].pk)
    assert "王芳" in str(told.value)
    assert "旧相机坏了" in str(told.value)
    assert another_key(settings).unreadable == 0, "it holds no change of the key up"


def test_what_was_given_up_can_come_back_and_be_lost_once_more(
    of_before, papers, capsys, monkeypatch
):
    number = str(papers[0].pk)
    gone(papers[0])
    typed(monkeypatch, number)
    assert main(["files", "give-up", number, *GIVE_UP]) == 0

    assert main(["files", "bring", str(of_before)]) == 0

    assert opened(papers[0].pk).content == b"one"
    assert GivenUp.objects.get().brought_back_at
    gone(papers[0])
    assert main(["files"]) == LACKING
    assert main(["files", "give-up", number, *GIVE_UP]) == 0


@pytest.mark.parametrize("words", ["", "yes", "999"])
def test_nothing_is_given_up_that_was_not_typed_again(papers, capsys, monkeypatch, words):
    gone(papers[0])
    typed(monkeypatch, words)

    assert main(["files", "give-up", str(papers[0].pk), *GIVE_UP]) == 1

    assert not GivenUp.objects.exists()
    assert wellbeing.look_through_files().state == "ill"


def test_nothing_is_given_up_that_is_whole_or_without_a_reason(papers, capsys, monkeypatch):
    number = str(papers[0].pk)
    typed(monkeypatch, number)
    assert main(["files", "give-up", number, *GIVE_UP]) == 1

    gone(papers[0])
    assert main(["files", "give-up", number, "--by", "王芳", "--reason", " "]) == 1

    assert not GivenUp.objects.exists()
