"""
One-time codes, of which a visit keeps only a keyed digest.

The library keeps in the visit what it is given as a code, and hands the very same on to whoever sends
it. So it is given a digest, which knows for that moment of which code it is.
"""

import hmac
import secrets

from guanjia.vault.keys import fingerprint

SALT_BYTES = 8
BETWEEN = "."


class Kept(str):
    """What is kept of a code; `code` is the code itself, and is gone with this process's memory."""

    code: str

    @classmethod
    def of(cls, code: str) -> "Kept":
        """Return what is kept of `code`: a salt, and the keyed digest of both."""
        kept = cls(_digest(secrets.token_hex(SALT_BYTES), code))
        kept.code = code
        return kept


def is_code(typed: str, kept: str) -> bool:
    """Test whether this is what somebody typed who was sent the code of which `kept` was kept."""
    salt, has_digest, _rest = kept.partition(BETWEEN)
    code = "".join(filter(str.isalnum, typed))
    return bool(has_digest) and hmac.compare_digest(_digest(salt, code), kept)


def _digest(salt: str, code: str) -> str:
    return f"{salt}{BETWEEN}{fingerprint('code', f'{salt}:{code}')}"
