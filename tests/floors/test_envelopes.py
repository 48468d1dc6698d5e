"""An encrypted file opens with its phrase alone, as a whole or not at all, however long it is."""

import io
import os

import pytest

from guanjia.vault import envelopes, phrases

PHRASE = phrases.new_phrase()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Small pieces and a key drawn in no time, so that files of many pieces are tried."""
    monkeypatch.setattr(envelopes, "PIECE", 64)
    monkeypatch.setattr(envelopes, "COST", {"n": 2, "r": 1, "p": 1})


def encrypted(content, phrase=PHRASE):
    file = io.BytesIO()
    with envelopes.EncryptingWriter(file, phrase) as writer:
        for start in range(0, len(content), 50):
            writer.write(content[start : start + 50])
    return file.getvalue()


def opened(content, phrase=PHRASE):
    return b"".join(envelopes.opened(io.BytesIO(content), phrase))


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_what_was_encrypted_opens_as_it_was(size):
    content = os.urandom(size)

    assert opened(encrypted(content)) == content


@pytest.mark.parametrize(
    "typed", [str.upper, lambda text: text.replace("-", " "), lambda t: f" {t}\n"]
)
def test_a_phrase_may_be_typed_as_people_type(typed):
    assert opened(encrypted(b"home"), typed(PHRASE)) == b"home"


def test_another_phrase_opens_nothing():
    with pytest.raises(envelopes.WrongPhrase):
        opened(encrypted(b"home"), phrases.new_phrase())


def test_what_is_no_encrypted_file_is_told_apart():
    with pytest.raises(envelopes.NotAnEnvelope):
        opened(b"PK\x03\x04 something else" * 20)


def test_no_byte_can_be_changed():
    whole = encrypted(b"x" * 200)

    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises((envelopes.NotAnEnvelope, envelopes.WrongPhrase, envelopes.Damaged)):
            opened(changed)


def test_nothing_can_be_cut_off_or_added():
    whole = encrypted(b"x" * 200)

    for length in range(len(whole)):
        with pytest.raises((envelopes.NotAnEnvelope, envelopes.Damaged)):
            opened(whole[:length])
    with pytest.raises(envelopes.Damaged):
        opened(whole + b"x")


def test_pieces_cannot_change_places():
    begin, piece = len(envelopes.MARK) + 48, 64 + envelopes.TAG
    whole = encrypted(b"a" * 64 + b"b" * 64 + b"c" * 64)
    first, second = whole[begin : begin + piece], whole[begin + piece : begin + 2 * piece]

    with pytest.raises(envelopes.Damaged):
        opened(whole[:begin] + second + first + whole[begin + 2 * piece :])


def breaks_off(file):
    with envelopes.EncryptingWriter(file, PHRASE) as writer:
        writer.write(b"x" * 500)
        raise OSError("The disk is full")


def test_a_file_whose_writing_broke_off_does_not_open():
    file = io.BytesIO()
    with pytest.raises(OSError, match="full"):
        breaks_off(file)

    with pytest.raises(envelopes.Damaged):
        opened(file.getvalue())
