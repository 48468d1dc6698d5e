"""Does the database still hold every table, column and guard that its migrations made?"""

from django.utils.translation import gettext as _

from guanjia.db.structure import Part, lacking
from guanjia.doors.wellbeing.finding import Finding
from guanjia.flow.overviews import health

MOST_NAMED = 5


def structure() -> Finding:
    """Look whether a table, a column, a constraint or a guard is gone; some 40 milliseconds."""
    found = health.schema()
    if found.missing or found.unknown:
        words = _("What the database lacks is asked once it is as old as the program.")
        return Finding("well", words)
    lacks = lacking()
    figures = {"missing": len(lacks)}
    if not lacks:
        words = _("The database has every table, column, constraint and guard.")
        return Finding("well", words, "", figures)
    if all(part.kind == "index" for part in lacks):
        return Finding("mind", _lacks_words(lacks), _slow_mend(), figures)
    return Finding("ill", _lacks_words(lacks), _lacks_mend(), figures)


def _lacks_words(lacks: tuple[Part, ...]) -> str:
    named = [_named(part) for part in lacks[:MOST_NAMED]]
    if lacks[MOST_NAMED:]:
        named.append(_("and %(n)s more") % {"n": len(lacks) - MOST_NAMED})
    words = _("The database lacks what its migrations have made: %(which)s.")
    return words % {"which": _("; ").join(named)}


def _named(part: Part) -> str:
    words = {
        "table": _("the table %(table)s"),
        "column": _("the column %(name)s of %(table)s"),
        "constraint": _("the constraint %(name)s of %(table)s"),
        "guard": _("the guard %(name)s"),
        "hollow guard": _("the guard %(name)s as it was made; another bears its name"),
        "index": _("the index %(name)s of %(table)s"),
    }[part.kind]
    return words % {"table": part.table, "name": part.name}


def _lacks_mend() -> str:
    return _(
        "Stop the house: without them it may keep what must never be true. Keep every backup that you "
        "have, and bring the newest one from before back into an empty folder and database."
    )


def _slow_mend() -> str:
    return _("Nothing is lost, but pages are slow. Whoever looks after the database makes it anew.")
