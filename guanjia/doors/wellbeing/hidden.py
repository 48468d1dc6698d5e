"""
Do the tables lie where they are looked for? A server can be told to look elsewhere, and then all seem gone.

Whoever believed that would make a second house beside the first, or bring back a backup over it.
"""

from django.db import connection
from django.utils.translation import gettext as _

from guanjia.chapters.org.models import User
from guanjia.db.server import hidden_in
from guanjia.doors.wellbeing.finding import Finding


def hidden() -> Finding | None:
    """Return that the house is in a schema in which nobody looks, and the mend; None if it is not."""
    schema, path = hidden_in(User._meta.db_table)
    if not schema:
        return None
    words = _(
        "Nothing is gone: the tables of the house lie in the schema %(schema)s, but its user is told to "
        "look in %(path)s (search_path)."
    )
    mend = _(
        "Migrate nothing and restore nothing. Whoever looks after the server says to it: ALTER ROLE "
        "%(user)s SET search_path = %(schema)s; if that changes nothing, ALTER ROLE %(user)s IN DATABASE "
        "%(database)s SET search_path = %(schema)s. Then start web and workers anew."
    )
    where = connection.settings_dict
    named = {"schema": schema, "path": path or '""', "database": where["NAME"]}
    named["user"] = where["USER"] or "CURRENT_USER"
    return Finding("ill", words % named, mend % named)


def why_hidden() -> str:
    """Return in words that the house is where nobody looks; "" if it is not."""
    found = hidden()
    return f"{found.words}\n    → {found.mend}" if found else ""
