"""
Which households were erased, noted beside the keys: a backup of before must not bring one back unsaid.

The note holds numbers only: of each household its own, and the second in which it was opened, so that
the note of one house says nothing about another.
"""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from guanjia.chapters.dossier.queries import erased_since_opened, not_erased_among
from guanjia.doors.wellbeing.finding import Finding
from guanjia.vault.private import keep_instead

NOTE = "erased"
Known = frozenset[tuple[int, int]]


def note_erased() -> None:
    """Note which households were erased; what was noted before stays, whatever the database says now."""
    noted = _noted()
    known = noted | erased_since_opened()
    if known == noted:
        return
    keep_instead(
        _note(), "\n".join(f"{household_id} {opened}" for household_id, opened in sorted(known))
    )


def forgotten() -> Finding:
    """Look whether households that were erased are here again, as a backup of before brings them back."""
    back = not_erased_among(_noted())
    figures = {"back": len(back)}
    if not back:
        return Finding("well", _("No household that was erased is here again."), "", figures)
    return Finding(
        "ill",
        _("Households that were erased are here again, from a backup of before: %(codes)s.")
        % {"codes": ", ".join(back)},
        _(
            "Erase them anew: in each one's record choose “Forget …”, note that it asked before, and "
            "let a manager confirm."
        ),
        figures,
    )


def _note() -> Path:
    return Path(settings.VAR) / NOTE


def _noted() -> Known:
    with suppress(OSError, ValueError):
        lines = _note().read_text(encoding="ascii").splitlines()
        return frozenset((int(one), int(other)) for one, other in map(str.split, lines))
    return frozenset()
