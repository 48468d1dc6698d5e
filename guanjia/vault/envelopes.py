"""
One long encrypted file, written and read piece by piece, so that a house of any size fits.

It begins with MARK, a salt and a proof of the phrase; then come pieces of up to PIECE bytes, each
encrypted with ChaCha20-Poly1305 under its number and whether it is the last. So a piece that was
changed, left out, moved or cut off does not open, and a file that ends too early is known by its
missing last piece. The key is drawn from the phrase by scrypt with the costs that OWASP advises.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time, hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from guanjia.vault.phrases import plain

MARK = b"guanjia sealed file 1\n"
SALT, PROOF, TAG = 16, 32, 16
PIECE = 1 << 20
COST = {"n": 1 << 17, "r": 8, "p": 1}


class NotAnEnvelope(Exception):
    """The file is not one that was encrypted here."""


class WrongPhrase(Exception):
    """The phrase is not the one that encrypted the file."""


class Damaged(Exception):
    """The file was encrypted with this phrase and has been changed or cut off since."""


def is_one(file: Path) -> bool:
    """Test whether a file begins as one that was encrypted here."""
    with file.open("rb") as content:
        return content.read(len(MARK)) == MARK


def _keys(phrase: str, salt: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    drawn = Scrypt(salt=salt, length=32, **COST).derive(plain(phrase).encode())

    def key_for(use: bytes) -> bytes:
        return HKDFExpand(hashes.SHA256(), 32, MARK + use).derive(drawn)

    return ChaCha20Poly1305(key_for(b"pieces")), key_for(b"proof")


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class EncryptingWriter(io.RawIOBase):
    """Encrypts what is written to it into a file; it is whole once closed without an error."""

    def __init__(self, file: BinaryIO, phrase: str) -> None:
        salt = os.urandom(SALT)
        self._pieces, proof = _keys(phrase, salt)
        self._file, self._number, self._waiting = file, 0, bytearray()
        file.write(MARK + salt + proof)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        """Take `content`; whole pieces are encrypted and written at once."""
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._encrypt(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return memoryview(content).nbytes

    def _encrypt(self, content: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last=is_last)
        self._file.write(self._pieces.encrypt(nonce, content, None))
        self._number += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        if kind is None:
            self._encrypt(bytes(self._waiting), is_last=True)


def opened(file: BinaryIO, phrase: str) -> Iterator[bytes]:
    """
    Yield the content of an encrypted file, piece by piece; each is right, and the last shows it is all.

    :raises NotAnEnvelope: if it does not begin as one
    :raises WrongPhrase: if the phrase does not open it, or its first bytes were changed
    :raises Damaged: at the first piece that was changed, or where pieces are missing
    """
    begin = file.read(len(MARK) + SALT + PROOF)
    if not begin.startswith(MARK):
        raise NotAnEnvelope
    if len(begin) < len(MARK) + SALT + PROOF:
        raise Damaged
    salt, proof = begin[len(MARK) : -PROOF], begin[-PROOF:]
    pieces, expected = _keys(phrase, salt)
    if not constant_time.bytes_eq(proof, expected):
        raise WrongPhrase
    number, piece = 0, file.read(PIECE + TAG)
    while True:
        after = file.read(PIECE + TAG)
        try:
            yield pieces.decrypt(_nonce(number, is_last=not after), piece, None)
        except (InvalidTag, ValueError):
            raise Damaged from None
        if not after:
            return
        number, piece = number + 1, after
