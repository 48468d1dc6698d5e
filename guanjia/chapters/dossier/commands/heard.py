"""What a household says by the way on the telephone, noted together with what it calls for."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanjia.chapters.dossier.commands.diets import write_diet
from guanjia.chapters.dossier.commands.people import kept_household
from guanjia.chapters.dossier.commands.preferences import write_preference
from guanjia.chapters.dossier.models import Household
from guanjia.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Heard:
    """
    What was said by the way: times and what counts, diets and allergies.

    :param said: kind, code and minute, as `note_preference` takes them
    :param diets: kind, code and words, as `note_diet` takes them
    """

    said: tuple[tuple[str, str, int | None], ...] = ()
    diets: tuple[tuple[str, str, str], ...] = ()


NOTHING_HEARD = Heard()


@transaction.atomic
def note_heard(*, actor: Actor, household_id: int, heard: Heard, at: datetime) -> None:
    """
    Note what was said by the way; what stands already is not written twice.

    :raises Invalid: naming what cannot be right
    """
    if heard == NOTHING_HEARD:
        return
    actor, household = kept_household(actor, household_id)
    write_heard(household, heard, actor=actor, at=at)


def write_heard(household: Household, heard: Heard, *, actor: Actor, at: datetime) -> None:
    """Note what was said by the way for whoever may; what stands already is not written twice."""
    for kind, code, minute in heard.said:
        write_preference(household, kind, code, minute, actor=actor, at=at)
    for kind, code, text in heard.diets:
        write_diet(household, kind, code, text, actor=actor, at=at)
