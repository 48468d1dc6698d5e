"""Reading call-backs: who is to be called by whom and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from guanjia.chapters.dossier.policies import CARERS
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import standing_in
from guanjia.chapters.relations import policies
from guanjia.chapters.relations.models import Callback
from guanjia.db.pages import orders, page_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.listed import Listed
from guanjia.kernel.rows import filled

ROWS_A_PAGE = 50
MOST_LETTERS = 20
ORDERS = orders(due="due_at", household="household__name", owner="owner__name", tries="tries")


@dataclass(frozen=True, slots=True)
class CallbackCard:
    """One call-back as a list or its own page shows it."""

    id: int
    version: int
    household_id: int
    display_name: str
    reason: str
    owner_id: int
    owner: str
    opened_at: datetime
    due_at: datetime
    tries: int
    status: str
    outcome: str
    words: str
    settled_at: datetime | None
    about_event: int | None
    wish: str
    visit_id: int | None
    may_handle: bool
    why_not: str

    def is_late(self, at: datetime) -> bool:
        """Test whether the household should have been called by now."""
        return self.status == "due" and at > self.due_at


def _card(actor: Actor, row: Callback) -> CallbackCard:
    may = policies.may_handle(actor, row)
    return filled(
        CallbackCard,
        row,
        display_name=row.household.display_name,
        owner=row.owner.name,
        may_handle=bool(may),
        why_not=may.reason,
    )


def callbacks(
    *, actor: Actor, status: str = "due", is_mine: bool = False, household_id: int | None = None
) -> tuple[CallbackCard, ...]:
    """Return call-backs, the oldest promise first, in one SQL query."""
    rows = policies.visible_callbacks(actor).select_related("household", "owner")
    if status:
        rows = rows.filter(status=status)
    if is_mine:
        rows = rows.filter(owner_id=actor.user_id)
    if household_id:
        rows = rows.filter(household_id=household_id)
    return tuple(_card(actor, row) for row in rows.order_by("due_at", "id")[:200])


def callback_list(
    *,
    actor: Actor,
    status: str = "due",
    is_mine: bool = False,
    sort: str = "due",
    number: int = 1,
    size: int = ROWS_A_PAGE,
) -> Listed[CallbackCard]:
    """Return a page of call-backs, the oldest promise first, counted by state; two SQL queries."""
    rows = policies.visible_callbacks(actor)
    if is_mine:
        rows = rows.filter(owner_id=actor.user_id)

    def made(page: QuerySet[Callback]) -> list[CallbackCard]:
        return [_card(actor, row) for row in page.select_related("household", "owner")]

    order = ORDERS.get(sort, ORDERS["due"])
    return page_of(rows, made, order=order, number=number, size=size, status=status)


def callback_card(*, actor: Actor, callback_id: int) -> CallbackCard:
    """
    Return one call-back, in one SQL query.

    :raises Callback.DoesNotExist: if there is none such among those the actor may see
    """
    row = policies.visible_callbacks(actor).select_related("household", "owner").get(id=callback_id)
    return _card(actor, row)


def colleagues(branch_id: int, at: datetime) -> tuple[tuple[int, str], ...]:
    """Return id and name of all who look after households in a branch, in two SQL queries."""
    ids = standing_in(branch_id, roles=CARERS, at=at)
    rows = User.objects.filter(id__in=tuple(ids)).order_by("id")
    return tuple(rows.values_list("id", "name"))


def colleagues_for(*, actor: Actor, callback_id: int, at: datetime) -> tuple[tuple[int, str], ...]:
    """Return to whom this call-back may be passed on, its owner left out."""
    row = policies.visible_callbacks(actor).select_related("household").get(id=callback_id)
    found = colleagues(row.branch_id, at)
    return tuple((user_id, name) for user_id, name in found if user_id != row.owner_id)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a household has asked us for, and what became of it, as it may read it."""

    id: int
    display_name: str
    reason: str
    wish: str
    opened_at: datetime
    due_at: datetime
    status: str
    settled_at: datetime | None


def own_letters(*, actor: Actor) -> tuple[Letter, ...]:
    """Return what the actor's own households have asked us for, newest first; one SQL query."""
    rows = policies.own_callbacks(actor).select_related("household").order_by("-opened_at", "-id")
    return tuple(
        filled(Letter, row, display_name=row.household.display_name) for row in rows[:MOST_LETTERS]
    )
