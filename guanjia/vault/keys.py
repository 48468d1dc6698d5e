"""The keys of the vault: encryption with rotation, and keyed fingerprints for search."""

import hmac
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Unreadable(Exception):
    """A stored value that none of the configured keys opens."""


@lru_cache(maxsize=8)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured(
            "GUANJIA_VAULT_KEYS is empty. Make a key with `guanjia doctor --new-key`."
        )
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt `text` under the newest key; the result is printable and differs at every call."""
    return _fernet(tuple(settings.VAULT_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """
    Decrypt what `encrypt` made, under any configured key.

    :raises Unreadable: if no key opens it
    """
    try:
        return _fernet(tuple(settings.VAULT_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable("No configured vault key opens this value.") from None


def encrypt_bytes(content: bytes) -> bytes:
    """Encrypt a file's content under the newest key."""
    return _fernet(tuple(settings.VAULT_KEYS)).encrypt(content)


def decrypt_bytes(encrypted: bytes) -> bytes:
    """
    Decrypt what `encrypt_bytes` made, under any configured key.

    :raises Unreadable: if no key opens it
    """
    try:
        return _fernet(tuple(settings.VAULT_KEYS)).decrypt(encrypted)
    except InvalidToken:
        raise Unreadable("No configured vault key opens this file.") from None


def decrypt_bytes_by(encrypted: bytes, keys: Iterable[str]) -> bytes:
    """
    Decrypt what another house, or this one at another time, made under one of these keys.

    :raises Unreadable: if none of them opens it, or is a key
    """
    for key in keys:
        with suppress(InvalidToken, ValueError):
            return Fernet(key).decrypt(encrypted)
    raise Unreadable("None of these keys opens this file.")


def reencrypt(token: str) -> str:
    """
    Encrypt again under the newest key what an older one encrypted; what it encrypted itself stays.

    :raises Unreadable: if no key opens it
    """
    return reencrypt_bytes(token.encode()).decode()


def reencrypt_bytes(encrypted: bytes) -> bytes:
    """
    Encrypt a file's content again under the newest key, unless that has encrypted it already.

    :raises Unreadable: if no key opens it
    """
    try:
        _fernet(tuple(settings.VAULT_KEYS[:1])).decrypt(encrypted)
    except InvalidToken:
        return encrypt_bytes(decrypt_bytes(encrypted))
    return encrypted


def fingerprint(purpose: str, text: str, *, key: str = "") -> str:
    """
    Return a keyed hash (HMAC-SHA-256, 32 hex digits) by which `text` is found and not read.

    It is tied to the oldest key, the last in the list, until that is retired: fingerprints are
    compared with one another, so all of them change at once, by `sign_index`.

    :param key: the key to which it is tied instead
    """
    signing = sha256(b"search:" + (key or settings.VAULT_KEYS[-1]).encode()).digest()
    return hmac.new(signing, f"{purpose}:{text}".encode(), sha256).hexdigest()[:32]
