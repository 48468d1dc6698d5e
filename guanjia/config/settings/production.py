"""
A rented server, or many: HTTPS in front, PostgreSQL behind, secrets from the environment.

It refuses to start with anything missing and says what. One proxy that sets X-Forwarded-For and
X-Forwarded-Proto, and overwrites what a visitor sends, stands in front; see docs/operations.md.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from guanjia.config.logs import as_json
from guanjia.config.settings.base import *  # noqa: F403  (a settings module extends its base)
from guanjia.config.settings.base import (
    ALLOWED_HOSTS,
    COUNTS_IN_DATABASE,
    DATABASES,
    PUBLIC_ADDRESS,
    SECRET_KEY,
    VAR,
    VAULT_KEYS,
)
from guanjia.vault.private import keep_to_ourselves

_NEEDED = {
    "GUANJIA_SECRET_KEY (50 random characters)": len(SECRET_KEY) >= 32,
    "GUANJIA_VAULT_KEYS (made with `guanjia new-key`)": bool(VAULT_KEYS),
    "GUANJIA_HOSTS (the names under which the house is visited)": bool(ALLOWED_HOSTS),
    "GUANJIA_ADDRESS (such as https://guanjia.example)": PUBLIC_ADDRESS.startswith("https://"),
    "GUANJIA_DATABASE_URL (postgresql://…)": "GUANJIA_DATABASE_URL" in os.environ,
}
if _missing := [name for name, is_there in _NEEDED.items() if not is_there]:
    raise ImproperlyConfigured(f"The house cannot open without: {', '.join(_missing)}.")

keep_to_ourselves(VAR)
IS_DEMO = False

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-visit"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]
"""Whether browsers know the name by heart (preload) binds the whole domain: its owner decides."""
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("GUANJIA_PROXIES", "1"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Attempts to guess are counted for all web processes together.
_redis = os.environ.get("GUANJIA_REDIS_URL", "")
_in_redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}
CACHES = {"default": _in_redis if _redis else COUNTS_IN_DATABASE}
QUEUE = os.environ.get("GUANJIA_QUEUE_URL", _redis or os.environ["GUANJIA_DATABASE_URL"])

DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
LOGGING = as_json(os.environ.get("GUANJIA_LOG_LEVEL", "INFO"))
