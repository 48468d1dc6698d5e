"""Can new rows be written? Not where the number that they would be given is taken."""

from django.utils.translation import gettext as _

from guanjia.db.numbers import behind
from guanjia.doors.wellbeing.finding import Finding

MOST_NAMED = 5


def numbers() -> Finding:
    """Look whether each table's next number is free."""
    found = behind()
    figures = {"behind": len(found)}
    if not found:
        return Finding(
            "well", _("The next row of each table has a number of its own."), "", figures
        )
    named = [
        _("%(table)s (next %(following)s, taken up to %(most)s)")
        % {"table": one.table, "following": one.following, "most": one.most}
        for one in found[:MOST_NAMED]
    ]
    if found[MOST_NAMED:]:
        named.append(_("and %(n)s more") % {"n": len(found) - MOST_NAMED})
    words = _("Numbers for new rows were set back, so that nothing new can be written: %(which)s.")
    mend = _(
        "Run `guanjia migrate`: each goes on after the highest that is taken. Nothing is lost."
    )
    return Finding("ill", words % {"which": _("; ").join(named)}, mend, figures)
