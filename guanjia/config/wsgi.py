"""The entrance for the web server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanjia.config.settings.local")

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
            start_response("415 Unsupported Media Type", [("Content-Type", "text/plain")])
            return [b"Please send UTF-8.\n"]
        return inner(environ, start_response)

    return application


application = in_known_letters(get_wsgi_application())
