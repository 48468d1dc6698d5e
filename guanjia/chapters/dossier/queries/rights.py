"""What households allow, for many at once: later chapters ask before they plan and send."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from guanjia.chapters.dossier import rules
from guanjia.chapters.dossier.models import Consent, Household, Member, Standing, WorkerWish
from guanjia.chapters.org.models import User

LOOKING_AFTER = ("consultant", "butler", "manager")


def standings_of(*, user_id: int) -> dict[int, str]:
    """Return the households for which a user may act, and how far, in one SQL query."""
    return dict(Standing.objects.filter(user_id=user_id).values_list("household_id", "standing"))


def colleagues(branch_id: int, *, at: datetime) -> tuple[tuple[int, str], ...]:
    """Return who may look after households of a branch, by id and name, in one SQL query."""
    held = Q(roles__branch_id=branch_id) | Q(roles__branch=None)
    now_held = Q(roles__until=None) | Q(roles__until__gt=at)
    users = User.objects.filter(
        held & now_held, roles__role__in=LOOKING_AFTER, roles__since__lte=at, is_active=True
    )
    return tuple(users.distinct().order_by("name", "id").values_list("id", "name"))


def deciding_users(household_ids: Iterable[int]) -> dict[int, int]:
    """Return the user who decides, for each household where one can sign in; one SQL query."""
    rows = Standing.objects.filter(household_id__in=list(household_ids), standing="decider")
    return dict(rows.values_list("household_id", "user_id"))


def names_of(household_ids: Iterable[int]) -> dict[int, str]:
    """Return what each household is called: the alias where there is one; one SQL query."""
    rows = Household.objects.filter(id__in=list(household_ids))
    return {
        row_id: alias or name for row_id, name, alias in rows.values_list("id", "name", "alias")
    }


def consents_of(household_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the purposes for which each household's consent stands, in one SQL query."""
    wanted = list(household_ids)
    found: dict[int, set[str]] = {household_id: set() for household_id in wanted}
    rows = Consent.objects.filter(household_id__in=wanted, withdrawn_at=None)
    for household_id, purpose in rows.values_list("household_id", "purpose"):
        found[household_id].add(purpose)
    return {household_id: frozenset(purposes) for household_id, purposes in found.items()}


def minors_among(household_ids: Iterable[int], *, on: date) -> dict[int, int]:
    """Return the age of the youngest for households where somebody is under 18; one SQL query."""
    rows = Member.objects.filter(
        household_id__in=list(household_ids), birth_year__gte=on.year - rules.OF_AGE - 1
    ).values_list("household_id", "birth_year", "birth_month", "birth_day", "is_lunar")
    youngest: dict[int, int] = {}
    for household_id, year, month, day, is_lunar in rows:
        age = rules.age_on(on, year, *((None, None) if is_lunar else (month, day)))
        if age is not None and age < min(rules.OF_AGE, youngest.get(household_id, rules.OF_AGE)):
            youngest[household_id] = age
    return youngest


def worker_wishes_of(household_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return, per household, the workers asked for ("ask") and ruled out ("never"); one SQL query."""
    found: dict[int, dict[int, str]] = {}
    rows = WorkerWish.objects.filter(household_id__in=list(household_ids))
    for household_id, worker_id, kind in rows.values_list("household_id", "worker_id", "kind"):
        found.setdefault(household_id, {})[worker_id] = kind
    return found
