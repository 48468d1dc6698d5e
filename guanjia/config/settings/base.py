"""What is so wherever the house stands. Secrets and addresses come from the environment."""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from guanjia.config.databases import database
from guanjia.config.services import messengers, sms_account, wechat_account

ROOT = Path(__file__).resolve().parents[3]
HOUSE = ROOT / "guanjia"
VAR = Path(os.environ.get("GUANJIA_VAR", ROOT / "var"))

DEBUG = False
SECRET_KEY = os.environ.get("GUANJIA_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("GUANJIA_HOSTS", "").split()
PUBLIC_ADDRESS = os.environ.get("GUANJIA_ADDRESS", "")
VAULT_KEYS = os.environ.get("GUANJIA_VAULT_KEYS", "").split()
BACKUP_PHRASE = os.environ.get("GUANJIA_BACKUP_PHRASE", "")
"""Encrypts the backups; if it is empty, one is made at the first backup and kept beside the data."""
IS_DEMO = False
API_IS_DESCRIBED_TO_ALL = False
"""Whether the description of the programming interface is shown to whoever asks, without a token."""
DEMO_KEY = os.environ.get("GUANJIA_DEMO_KEY", "")
"""Opens the doors of a demonstration; `guanjia run` draws one at each start and shows it."""
CLOCK_AHEAD = timedelta()
"""How far ahead of time the house lives; a demonstration alone may do that."""

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
    "guanjia.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "guanjia.doors.web.headers.TellTheBrowser",
    "guanjia.doors.web.security_log.NoteWhoIsNotLetIn",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guanjia.doors.web.languages.SpeakAsAsked",
    "guanjia.doors.api.problems.InJson",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "guanjia.doors.web.reading.LeaveOutControls",
    "guanjia.doors.sessions.KnowWhoVisits",
    "guanjia.doors.web.account.middleware.RequireSignIn",
    "guanjia.doors.web.account.middleware.RequireSecondFactor",
    "guanjia.doors.web.account.middleware.SayWhatWasWrong",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanjia.doors.refusals.Refusals",
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
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [HOUSE / "locale"]
FORMAT_MODULE_PATH = "guanjia.config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
VAULT_ROOT = VAR / "vault"

FILE_UPLOAD_HANDLERS = [
    "guanjia.doors.web.uploads.Enough",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 13_000_000
"""A photo or a paper of somebody stays in memory and is never written to a disk in clear."""
DATA_UPLOAD_MAX_NUMBER_FILES = 20

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "guanjia.doors.sessions"
DESK_IDLE = timedelta(minutes=int(os.environ.get("GUANJIA_DESK_IDLE_MINUTES", "30")))
"""How long whoever has a desk stays signed in while they do nothing (ASVS 4.0.3, 3.3.2, level 2)."""
DESK_AT_MOST = timedelta(hours=12)
"""How long altogether, from the same line of the same standard."""
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

# Signing in: the phone number is the identity, staff add a second factor.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    # As long as ASVS 4.0.3 asks (2.1.1); 20,000 passwords from breaches are refused (2.1.7).
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("phone", "name")},
    },
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "start"
REQUIRE_SECOND_FACTOR = True
ACCOUNT_ADAPTER = "guanjia.doors.web.account.adapters.People"
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 5 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_request_login_code"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,60/d/key",
    # Nobody works so fast; whoever copies the house by a stolen session does. Our own choice.
    "reveal": "60/h/user,200/d/user",
    "export": "20/h/user",
    "make_key": "5/h/user",
    "ask": "60/h/user",
    "bad_link": "30/m/ip",
    "bad_key": "30/m/ip",
}
COUNTS_TABLE = "house_cache"
COUNTS_IN_DATABASE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": COUNTS_TABLE,
    # By itself it keeps 300 rows and throws living ones away: whoever asks for many numbers could
    # wash away the count of their attempts at one. What has run out is swept every night.
    "OPTIONS": {"MAX_ENTRIES": 1_000_000},
}
ACCOUNT_FORMS = {
    "login": "guanjia.doors.web.account.forms.Login",
    "request_login_code": "guanjia.doors.web.account.forms.AskForCode",
    "confirm_login_code": "guanjia.doors.web.account.forms.LoginCode",
    "reauthenticate": "guanjia.doors.web.account.forms.Reauthenticate",
    "set_password": "guanjia.doors.web.account.forms.SetPassword",
    "change_password": "guanjia.doors.web.account.forms.ChangePassword",
}
MFA_ADAPTER = "guanjia.doors.web.account.adapters.SecondFactors"
MFA_FORMS = {
    "authenticate": "guanjia.doors.web.account.forms.Authenticate",
    "reauthenticate": "guanjia.doors.web.account.forms.ReauthenticateByCode",
    "activate_totp": "guanjia.doors.web.account.forms.ActivateApp",
    "add_webauthn": "guanjia.doors.web.account.forms.AddPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = True

# Where the house speaks to the outside.
EMAIL_HOST = os.environ.get("GUANJIA_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("GUANJIA_MAIL_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("GUANJIA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GUANJIA_MAIL_PASSWORD", "")
EMAIL_USE_SSL = True
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("GUANJIA_MAIL_FROM", EMAIL_HOST_USER or "guanjia@localhost")
MESSENGERS = messengers(os.environ)
"""Who brings what goes by which channel; where nobody does, messages wait and the pages say so."""
SMS = sms_account(os.environ)
WECHAT = wechat_account(os.environ)
DOORKEEPER = "guanjia.flow.notices.links.path_of"
COMPILE_MESSAGES = "guanjia.config.messages.compile_all"
TRAVEL = "guanjia.outbound.travel.Straight"
QUEUE = os.environ.get("GUANJIA_QUEUE_URL", f"sqlite:///{VAR}/queue.sqlite3")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GUANJIA_LOG_LEVEL", "WARNING")},
}
