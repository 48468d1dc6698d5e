"""What is asked for, and what became of it, when a household wants to be forgotten."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from guanjia.chapters.dossier import policies, rules
from guanjia.chapters.dossier.models import Erasure, Household
from guanjia.chapters.org.queries import figures, zone_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day

WAITING = ("asked", "confirmed")


@dataclass(frozen=True, slots=True)
class ErasureCard:
    """
    How it stands with forgetting a household.

    :param status: "" if nobody asks for it
    :param who: of the household, who asked; only while it waits
    :param kept_until: until when what was agreed and paid is kept
    """

    household_id: int
    household: str
    status: str
    wait_days: int
    kept_years: int
    kept_until: date
    may_ask: bool
    may_confirm: bool
    how: str = ""
    who: str = ""
    reason: str = ""
    noted_by: str = ""
    confirmed_by: str = ""
    asked_at: datetime | None = None
    due_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody asks for it, and it is not done yet."""
        return self.status in WAITING


@dataclass(frozen=True, slots=True)
class ErasedCard:
    """All that is known of a household that was erased: when, and on whose word."""

    code: str
    display_name: str
    how: str
    noted_by: str
    confirmed_by: str
    asked_at: datetime
    erased_at: datetime
    kept_until: date


def erasure_card(actor: Actor, household_id: int, *, at: datetime) -> ErasureCard:
    """
    Return how it stands with forgetting a household, in four SQL queries.

    :raises Household.DoesNotExist: if there is none that the actor may see
    :raises NotAllowed: if the actor may neither ask for it nor note that it was asked
    """
    household = policies.visible_households(actor).get(id=household_id)
    may_ask = policies.may_ask_to_be_forgotten(actor, household)
    may_ask.require()
    on = local_day(at, zone_of(household.branch_id))
    found = figures(rules.ERASURE_FIGURES, branch_id=household.branch_id, on=on)
    wait_days, kept_years = (int(found[key]) for key in rules.ERASURE_FIGURES)
    card = ErasureCard(
        household_id=household.pk,
        household=household.display_name,
        status="",
        wait_days=wait_days,
        kept_years=kept_years,
        kept_until=rules.accounts_kept_until(on, years=kept_years),
        may_ask=bool(may_ask),
        may_confirm=bool(policies.may_confirm_erasure(actor, household)),
    )
    waits = household.erasures.filter(status__in=WAITING).select_related("noted_by", "confirmed_by")
    row = waits.first()
    if row is None:
        return card
    return replace(
        card,
        status=row.status,
        how=row.how,
        who=row.who,
        reason=row.reason,
        noted_by=row.noted_by.name if row.noted_by else "",
        confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
        asked_at=row.asked_at,
        due_at=row.due_at,
        confirmed_at=row.confirmed_at,
    )


def erased_card(actor: Actor, household_id: int) -> ErasedCard:
    """
    Return what is left to say of a household that was erased, in two SQL queries.

    :raises Household.DoesNotExist: if there is none that the actor would have seen
    """
    household = policies.erased_households(actor).get(id=household_id)
    done = household.erasures.select_related("noted_by", "confirmed_by").get(status="carried_out")
    assert done.confirmed_by
    assert done.status_since
    assert done.kept_until
    return ErasedCard(
        code=household.code,
        display_name=household.display_name,
        how=done.how,
        noted_by=done.noted_by.name if done.noted_by else "",
        confirmed_by=done.confirmed_by.name,
        asked_at=done.asked_at,
        erased_at=done.status_since,
        kept_until=done.kept_until,
    )


def erasures_to_see_to(actor: Actor, *, at: datetime) -> QuerySet[Erasure]:
    """Return what is asked for and not confirmed, or due and not done, first promised first."""
    rows = Erasure.objects.filter(household__in=policies.visible_households(actor).values("id"))
    wanting = Q(status="asked") | Q(status="confirmed", due_at__lte=at)
    return rows.filter(wanting).select_related("household").order_by("due_at", "id")


def households_to_erase(*, at: datetime) -> tuple[int, ...]:
    """Return the households whose erasure is confirmed and due, in one SQL query."""
    due = Erasure.objects.filter(status="confirmed", due_at__lte=at).order_by("due_at", "id")
    return tuple(due.values_list("household_id", flat=True))


def erased_since_opened() -> frozenset[tuple[int, int]]:
    """Return each household that was erased: its id, and the second in which it was opened."""
    rows = Household.objects.filter(status="erased").values_list("id", "opened_at")
    return frozenset((household_id, int(opened.timestamp())) for household_id, opened in rows)


def not_erased_among(known: frozenset[tuple[int, int]]) -> tuple[str, ...]:
    """Return the codes of those of these households that are here and not erased; one SQL query."""
    if not known:
        return ()
    rows = Household.objects.filter(id__in=[household_id for household_id, _opened in known])
    here = rows.exclude(status="erased").order_by("id").values_list("id", "opened_at", "code")
    return tuple(code for number, at, code in here if (number, int(at.timestamp())) in known)
