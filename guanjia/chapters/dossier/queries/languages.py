"""In which language a household reads what we send it and show it."""

from django.db.models import Q

from guanjia.chapters.dossier.models import Preference
from guanjia.chapters.dossier.rules import language_read


def language_of(household_id: int) -> str:
    """Return the language that a household reads, or nothing if it is that of the house; one SQL query."""
    return _read_by(Q(household_id=household_id))


def language_of_homes(user_id: int) -> str:
    """Return the language of the households that somebody acts for, as `language_of` does."""
    return _read_by(Q(household__standings__user_id=user_id))


def _read_by(whose: Q) -> str:
    spoken = Preference.objects.filter(whose, kind="language", ended_at=None)
    return language_read(spoken.values_list("code", flat=True))
