"""A file of a secret that is spoilt, or that cannot be written, is named in words before anything is done."""

import errno

import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError

from guanjia.doors.cli import keys

pytestmark = pytest.mark.once
FROM_FILE = {"GUANJIA_VAULT_KEYS": "", "GUANJIA_SECRET_KEY": ""}


def noise(file):
    file.write_bytes(b"\xfb\xff" * 20)


def folder(file):
    file.mkdir()


@pytest.mark.parametrize("spoil", [noise, folder])
@pytest.mark.parametrize("name", ["vault.key", "secret.key"])
def test_one_that_cannot_be_read_is_named(house, tmp_path, name, spoil):
    file = tmp_path / "var" / name
    spoil(file)

    code, said = house("keys", "status", **FROM_FILE)

    assert code == 1
    assert f"{file} cannot be read or written" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "content",
    ["", Fernet.generate_key().decode()[:30], "\ufeff" + Fernet.generate_key().decode()],
    ids=["empty", "cut", "with a mark before it"],
)
def test_a_key_that_is_none_changes_nothing(house, tmp_path, content):
    file = tmp_path / "var" / "vault.key"
    file.write_text(content, encoding="utf-8")

    for act in ("rotate", "status", "finish"):
        _code, said = house("keys", act, **FROM_FILE)
        assert "Traceback" not in said, act
        assert file.read_text(encoding="utf-8") == content
    assert f"Bring {file} back from a copy" in house("keys", "rotate", **FROM_FILE)[1]


def test_an_empty_secret_of_cookies_is_drawn_anew(house, tmp_path):
    file = tmp_path / "var" / "secret.key"
    file.touch()

    _code, said = house("doctor", **FROM_FILE)

    assert "Traceback" not in said
    assert len(file.read_text().strip()) >= 50


def test_a_first_start_that_cannot_write_ends_in_words(house):
    code, said = house("keys", "status", GUANJIA_VAR="/proc/self/nowhere", **FROM_FILE)

    assert code == 1
    assert "/proc/self/nowhere" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "trouble", [OSError(errno.ENOSPC, "No space left on device"), OperationalError("disk is full")]
)
def test_changing_the_key_without_room_ends_in_words(monkeypatch, capsys, trouble):
    def without_room():
        raise trouble

    monkeypatch.setitem(keys.ACTS, "status", without_room)

    assert keys.do("status") == 1

    said = capsys.readouterr().err
    assert str(trouble) in said
    assert "guanjia keys status" in said
