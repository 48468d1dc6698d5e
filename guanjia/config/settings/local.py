"""A laptop: one process each for web and jobs, SQLite, keys made once and kept beside the data."""

import os
import secrets
from datetime import timedelta

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from guanjia.config.settings.base import *  # noqa: F403  (a settings module extends its base)
from guanjia.config.settings.base import ALLOWED_HOSTS, MESSENGERS, SECRET_KEY, VAR, VAULT_KEYS
from guanjia.vault.private import keep_to_ourselves, kept_once

try:
    keep_to_ourselves(VAR)
except OSError as error:
    words = f"GUANJIA_VAR names {VAR}, which cannot be used: {error.strerror}."
    raise ImproperlyConfigured(words) from None


def _kept(name: str) -> str:
    """
    Return the secret in the file `name` beside the data, made on the first call.

    What signs cookies is drawn anew where the file is empty: it opens nothing that is kept.
    """
    file = VAR / name

    def draw() -> str:
        if name == "vault.key":
            return Fernet.generate_key().decode()
        return secrets.token_urlsafe(50)

    try:
        return kept_once(file, draw, also_if_empty=name == "secret.key")[0]
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it holds no text"
        raise ImproperlyConfigured(
            f"{file} cannot be read or written: {why}. Bring it back from a backup or a copy."
        ) from None


def _has_lost_its_key() -> bool:
    """Test whether there has been a house here whose vault's key is gone: a new one opens nothing."""
    was_here = any((VAR / name).exists() for name in ("secret.key", "guanjia.sqlite3", "vault"))
    return was_here and not (VAR / "vault.key").exists()


# The vault's key comes first: where there is the other and not this one, it has been lost.
if not VAULT_KEYS and not _has_lost_its_key():
    VAULT_KEYS = _kept("vault.key").split()
SECRET_KEY = SECRET_KEY or _kept("secret.key")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

# Told by `guanjia run`, which asks the database whether it is a demonstration.
IS_DEMO = os.environ.get("GUANJIA_DEMO") == "yes"
API_IS_DESCRIBED_TO_ALL = IS_DEMO
if IS_DEMO:
    CLOCK_AHEAD = timedelta(seconds=int(os.environ.get("GUANJIA_CLOCK_AHEAD", "0")))
    # Nothing leaves a demonstration, whatever is set on this machine.
    MESSENGERS = MESSENGERS | dict.fromkeys(
        ("sms", "wechat", "email"), "guanjia.outbound.messages.Console"
    )
REQUIRE_SECOND_FACTOR = os.environ.get("GUANJIA_SECOND_FACTOR", "no" if IS_DEMO else "yes") == "yes"

# Browsers let passkeys be used on localhost without HTTPS; the library wants to be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
