"""
Does PostgreSQL keep what it has confirmed when the power goes? It can be told not to, which is faster.

A server for trials, on which nothing has to last, says so: `guanjia.nothing_lasts = on`.
"""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.queries import is_demo
from guanjia.doors.wellbeing.finding import Finding

SPOILS = ("fsync", "full_page_writes")
"""Without these a power cut spoils the whole database."""
FORGETS = "synchronous_commit"
"""Without it a crash or a power cut takes what was confirmed last."""


def lasting() -> Finding:
    """Look whether what the server confirms is on its disk."""
    off = _off() if connection.vendor == "postgresql" else ()
    if not off:
        return Finding("well", _("What is confirmed lasts."))
    if spoils := [name for name in off if name in SPOILS]:
        words = _("A power cut may spoil the whole database: the server has %(which)s off.")
        state = "mind" if settings.IS_DEMO or is_demo() else "ill"
    else:
        spoils, state = [FORGETS], "mind"
        words = _(
            "A crash or a power cut of the server takes what was confirmed last: it has %(which)s off."
        )
    mend = _(
        "Whoever looks after the server says to it: %(statements)s; SELECT pg_reload_conf(). If it is off for "
        "the house's user or database alone: ALTER ROLE or ALTER DATABASE … RESET %(which)s. Then make a "
        "backup."
    )
    statements = "; ".join(f"ALTER SYSTEM SET {name} = on" for name in off)
    named = {"which": ", ".join(spoils), "statements": statements}
    return Finding(state, words % named, mend % named)


def _off() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE setting = 'off' AND name = ANY(%s)"
            " AND current_setting('guanjia.nothing_lasts', true) IS DISTINCT FROM 'on' ORDER BY name",
            [[*SPOILS, FORGETS]],
        )
        return tuple(name for (name,) in cursor.fetchall())
