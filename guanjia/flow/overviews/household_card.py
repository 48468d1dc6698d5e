"""What whoever acts for a household has to have before their eyes, wherever they do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from guanjia.chapters.dossier import policies
from guanjia.chapters.dossier.queries import DietLine, Said, diets_of, said_of
from guanjia.chapters.relations.policies import visible_callbacks
from guanjia.chapters.survey.policies import visible_invitations
from guanjia.kernel.actors import Actor

RATED = "after_visit"
MOST_RATING = 5


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """
    A household's limits and wishes, what it was like last time, and what is still open with it.

    `diets` are those that stand, empty for whoever may not know of health. `rating` is the last, of
    MOST_RATING, as far as the actor reads what households answer. `callback_id` is the call due first.
    """

    household_id: int
    said: Said
    diets: tuple[DietLine, ...]
    rating: int | None
    rated_at: datetime | None
    open_calls: int
    callback_id: int | None


def household_card(actor: Actor, household_id: int) -> HouseholdCard | None:
    """Return a household's card, in three SQL queries; None if how it lives is not for the actor."""
    household: Any = (
        policies.visible_households(actor)
        .filter(id=household_id)
        .annotate(**_rating(actor), **_calls(actor))
        .first()
    )
    if household is None or not actor.is_staff or not policies.may_know(actor, household):
        return None
    may_know_health = policies.may_know_health(actor, household)
    diets = diets_of(household_id) if may_know_health else ()
    return HouseholdCard(
        household_id=household_id,
        said=said_of(household_id),
        diets=tuple(one for one in diets if not one.ended_at),
        rating=household.last_rating,
        rated_at=household.last_rated_at,
        open_calls=household.calls_open or 0,
        callback_id=household.next_call,
    )


def _rating(actor: Actor) -> dict[str, Subquery]:
    answered = visible_invitations(actor).filter(
        household_id=OuterRef("pk"), questionnaire__code=RATED, overall__isnull=False
    )
    last = answered.order_by("-answered_at", "-id")
    return {
        "last_rating": Subquery(last.values("overall")[:1]),
        "last_rated_at": Subquery(last.values("answered_at")[:1]),
    }


def _calls(actor: Actor) -> dict[str, Subquery]:
    waiting = visible_callbacks(actor).filter(household_id=OuterRef("pk"), status="due")
    counted = waiting.order_by().values("household_id").annotate(n=Count("pk")).values("n")
    return {
        "calls_open": Subquery(counted),
        "next_call": Subquery(waiting.order_by("due_at", "id").values("id")[:1]),
    }
