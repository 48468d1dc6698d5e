"""What somebody of a household eats otherwise, and what they cannot bear."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guanjia.chapters.dossier.models import DietNote
from guanjia.db.compiled import CompiledQuery


@dataclass(frozen=True, slots=True)
class DietLine:
    """A diet or an allergy: a code, words or both, whose it is, and who is told; standing unless ended."""

    id: int
    kind: str
    code: str
    text: str
    member_id: int | None
    member: str
    purpose: str
    source: str
    said_at: datetime
    ended_at: datetime | None


@CompiledQuery
def _diets(household_id: int) -> QuerySet[DietNote]:
    rows = DietNote.objects.filter(household_id=household_id).select_related("member")
    return rows.order_by("kind", "id")


def diets_of(household_id: int) -> tuple[DietLine, ...]:
    """Return every diet and allergy of a household, those that stand first, in one SQL query."""
    lines = (
        DietLine(
            one.pk,
            one.kind,
            one.code,
            one.text,
            one.member_id,
            one.member.name if one.member else "",
            one.purpose,
            one.source,
            one.said_at,
            one.ended_at,
        )
        for one in _diets(household_id)
    )
    return tuple(sorted(lines, key=lambda line: line.ended_at is not None))


def told_to(household_id: int, *, touches_food: bool) -> tuple[DietLine, ...]:
    """Return what somebody who comes has to mind, in one SQL query; of meals only who touches food."""
    purposes = {"meals", "visits"} if touches_food else {"visits"}
    return tuple(
        one for one in diets_of(household_id) if one.purpose in purposes and not one.ended_at
    )
