"""Tests: fixed keys, quick password hashes, everything else as in production."""

import os
import tempfile
from pathlib import Path

from guanjia.config.databases import database
from guanjia.config.settings.base import *  # noqa: F403  (a settings module extends its base)

SECRET_KEY = "only for tests"  # noqa: S105  (a test has nothing to keep secret)
VAULT_KEYS = ["dGVzdHMgb25seSAtIG5vdCBhIHNlY3JldCBrZXkgISE="]
ALLOWED_HOSTS = ["*"]
PUBLIC_ADDRESS = "http://testserver"
VAR = Path(os.environ.get("GUANJIA_VAR", tempfile.gettempdir())) / f"guanjia-tests-{os.getpid()}"
VAULT_ROOT = VAR / "vault"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {
    "default": database(os.environ.get("GUANJIA_DATABASE_URL", f"sqlite:///{VAR}/guanjia.sqlite3"))
}
DATABASES["default"]["TEST"] = (
    {"NAME": str(VAR / "test.sqlite3")} if DATABASES["default"]["ENGINE"].endswith("sqlite") else {}
)
# Most pages are tested as whoever works there; signing in has tests of its own.
REQUIRE_SECOND_FACTOR = False
# Whoever tests a service names it; all else finds one that takes everything.
MESSENGERS = {
    **dict.fromkeys(("app", "print", "sms", "wechat"), "guanjia.outbound.messages.Kept"),
    "email": "guanjia.outbound.messages.Mail",
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
QUEUE = os.environ.get("GUANJIA_QUEUE_URL", "")
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
