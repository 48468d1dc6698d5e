"""How long a connection waits for others that write: pages for a moment, the worker for longer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let this connection wait for other writers for so long at most; two short statements."""
    milliseconds = max(1, int(seconds * 1000))  # by zero, PostgreSQL means for ever
    if connection.vendor == "sqlite":
        usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
        _open_within(seconds, usual)
        usually = int(float(usual) * 1000)
        words, back = f"PRAGMA busy_timeout={milliseconds}", f"PRAGMA busy_timeout={usually}"
    else:
        words = f"SET lock_timeout={milliseconds}"
        usual = connection.settings_dict["OPTIONS"].get("patience")
        back = f"SET lock_timeout='{usual}s'" if usual else "RESET lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(words)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(back)


def _open_within(seconds: float, usual: float) -> None:
    """Open the connection, if it is not open: that waits for others, too."""
    if connection.connection is None:
        connection.settings_dict["OPTIONS"]["timeout"] = seconds
        try:
            connection.ensure_connection()
        finally:
            connection.settings_dict["OPTIONS"]["timeout"] = usual
