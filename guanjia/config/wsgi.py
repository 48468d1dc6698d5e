"""The entrance for the web server."""

import os
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError

from guanjia.doors.processes import STARTED_BY, end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.local")
os.environ.setdefault("GUANJIA_PATIENCE", "5")

if os.environ.get(STARTED_BY):
    # The server that `guanjia run` starts has processes of its own, which are not to outlive it. While
    # they start they hear no request to end.
    end_with(os.getppid(), by=signal.SIGKILL)

_loaded = get_wsgi_application()

# What asks the database can be imported once the settings are loaded.
from guanjia.doors.key_file import why_not_with_these_keys_for_life  # noqa: E402
from guanjia.doors.wellbeing import why_not_to_start  # noqa: E402

HEALTH = "/health/"
KNOWN_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii"})
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_known_letters(inner: Application) -> Application:
    """
    Refuse what claims to be written in other letters than ours before anything reads it.

    The framework takes the name of any codec from the request and fails on those that are none of
    text, where no handler of errors stands yet.
    """

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _kind, *parameters = str(environ.get("CONTENT_TYPE", "")).lower().split(";")
        given = [
            (name.strip(), value) for name, _is, value in (one.partition("=") for one in parameters)
        ]
        named = [value.strip(" \t\"'") for name, value in given if name == "charset"]
        if any(charset not in KNOWN_CHARSETS for charset in named):
            kind, words = "text/plain", b"Please send UTF-8.\n"
            if str(environ.get("PATH_INFO", "")).startswith("/api/"):
                kind, words = "application/json", b'{"detail": "Please send UTF-8.", "field": ""}'
            start_response("415 Unsupported Media Type", [("Content-Type", kind)])
            return [words]
        return inner(environ, start_response)

    return application


def beside_its_database(inner: Application) -> Application:
    """
    Answer nothing but the page of health where a newer program has changed the database, or the keys.

    Asked once, at the first request: whoever was at work before the change came goes on, and holds
    the keys that it has read.
    """
    asked: list[str] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not asked:
            with suppress(DatabaseError):
                asked.append(why_not_to_start() or why_not_with_these_keys_for_life())
        if not any(asked) or environ.get("PATH_INFO") == HEALTH:
            return inner(environ, start_response)
        start_response("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")])
        return [asked[0].encode()]

    return application


application = in_known_letters(beside_its_database(_loaded))
