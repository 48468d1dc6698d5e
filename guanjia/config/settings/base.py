"""What is so wherever the house stands. Secrets and addresses come from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from guanjia.config.databases import database

ROOT = Path(__file__).resolve().parents[3]
HOUSE = ROOT / "guanjia"
VAR = Path(os.environ.get("GUANJIA_VAR", ROOT / "var"))

DEBUG = False
SECRET_KEY = os.environ.get("GUANJIA_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("GUANJIA_HOSTS", "").split()
PUBLIC_ADDRESS = os.environ.get("GUANJIA_ADDRESS", "")
VAULT_KEYS = os.environ.get("GUANJIA_VAULT_KEYS", "").split()
IS_DEMO = False

ROOT_URLCONF = "guanjia.config.urls"
WSGI_APPLICATION = "guanjia.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.User"

CHAPTERS = (
    "org",
    "catalog",
    "workforce",
    "dossier",
    "clearance",
    "assessment",
    "planning",
    "dispatch",
    "fieldwork",
    "survey",
    "relations",
    "evaluation",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "guanjia.vault",
    "guanjia.ledger",
    "guanjia.outbound",
    *(f"guanjia.chapters.{name}" for name in CHAPTERS),
    "guanjia.doors.web",
    "guanjia.doors.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanjia.doors.manners.Refusals",
]

DATABASES = {
    "default": database(os.environ.get("GUANJIA_DATABASE_URL", f"sqlite:///{VAR}/guanjia.sqlite3"))
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guanjia.doors.web.context.surroundings",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
            ],
        },
        "DIRS": sorted(str(folder) for folder in (HOUSE / "doors" / "web").glob("*/templates")),
    }
]
COTTON_DIR = "parts"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HOUSE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
VAULT_ROOT = VAR / "vault"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GUANJIA_LOG_LEVEL", "WARNING")},
}
