"""Opening, trying, passing on and settling call-backs."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dispatch.policies import visible_visits
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.policies import CARERS, visible_households
from guanjia.chapters.dossier.queries import responsible_for
from guanjia.chapters.org.queries import figures, standing_in, zone_of
from guanjia.chapters.relations import policies, rules
from guanjia.chapters.relations.facts import (
    CallbackDropped,
    CallbackOpened,
    CallbackPassedOn,
    CallbackSettled,
    CallbackTried,
)
from guanjia.chapters.relations.models import OUTCOMES, REASONS, Callback
from guanjia.chapters.relations.queries import colleagues
from guanjia.chapters.relations.states import CALLBACK
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import change, move, record


def _limits(branch_id: int, at: datetime) -> rules.Limits:
    on = local_day(at, zone_of(branch_id))
    return rules.limits(figures(rules.KEYS, branch_id=branch_id, on=on))


@transaction.atomic
def open_callback(
    *,
    actor: Actor,
    household_id: int,
    reason: str,
    at: datetime,
    about_event: int | None = None,
    is_urgent: bool = False,
) -> Callback:
    """
    Give somebody the task to call a household: its butler, else its consultant, else whoever cares
    for households in the branch. Who has gone, or no longer looks after households there, is
    passed over.

    :param about_event: the fact behind it; the same fact opens one task, however often it is told
    :raises NotAllowed: if the actor's role does not include it
    :raises Invalid: if the reason is unknown
    :raises Conflict: if nobody in the branch could call
    """
    household = visible_households(actor).get(id=household_id)
    actor = policies.may_open(actor, household.branch_id).let(actor)
    if reason not in REASONS:
        raise Invalid(_("Please choose a reason."), field="reason")
    if about_event is not None:
        before = Callback.objects.filter(about_event=about_event).first()
        if before:
            return before
    return _opened(
        household, reason, actor=actor, is_urgent=is_urgent, about_event=about_event, at=at
    )


@transaction.atomic
def ask_for_callback(
    *,
    actor: Actor,
    household_id: int,
    reason: str,
    words: str,
    key: str,
    at: datetime,
    visit_id: int | None = None,
) -> Callback:
    """
    Take down what a household asks us for, and give somebody the task to call about it.

    A complaint is called about sooner than the rest.

    :param reason: one of ASKED
    :param key: the name of this letter; sent twice, it is asked once
    :param visit_id: the visit that it is about; a move or a skip needs one that is still to come
    :raises NotAllowed: if the actor does not belong to the household
    :raises Invalid: on `reason`, `visit_id` or `words`, if one of them is missing or does not fit
    :raises Conflict: if nobody in the branch could call
    """
    household = visible_households(actor).get(id=household_id)
    actor = policies.may_ask(actor, household).let(actor)
    take_turn(f"asking/{household_id}")
    before = policies.own_callbacks(actor).filter(key=key).first() if key else None
    if before:
        return before
    visit = _own_visit(actor, household_id, visit_id)
    rules.check_asking(reason=reason, words=words, status=visit.status if visit else "")
    return _opened(
        household,
        reason,
        actor=actor,
        is_urgent=reason == "complaint",
        key=key,
        wish=words.strip(),
        visit=visit,
        at=at,
    )


def _opened(
    household: Household,
    reason: str,
    *,
    actor: Actor,
    is_urgent: bool,
    at: datetime,
    key: str = "",
    wish: str = "",
    visit: Visit | None = None,
    about_event: int | None = None,
) -> Callback:
    callback = Callback.objects.create(
        household=household,
        owner_id=_owner(household, at),
        reason=reason,
        key=key,
        wish=wish,
        visit=visit,
        about_event=about_event,
        opened_at=at,
        due_at=rules.due_at(at, is_urgent=is_urgent, limits=_limits(household.branch_id, at)),
        status_since=at,
    )
    record(
        CallbackOpened(callback_id=callback.pk, household_id=household.pk, reason=reason),
        callback,
        household,
        actor=actor,
        at=at,
    )
    return callback


def _own_visit(actor: Actor, household_id: int, visit_id: int | None) -> Visit | None:
    if visit_id is None:
        return None
    visit: Visit | None = (
        visible_visits(actor).filter(id=visit_id, household_id=household_id).first()
    )
    if visit is None:
        raise Invalid(_("Please choose one of your visits."), field="visit_id")
    return visit


def _owner(household: Household, at: datetime) -> int:
    owner_id = responsible_for(household, at=at)
    if owner_id is None:
        raise Conflict(
            _("Nobody in this branch looks after households yet. Give somebody the role.")
        )
    return owner_id


def _fetched(actor: Actor, callback_id: int) -> tuple[Actor, Callback]:
    callback = policies.visible_callbacks(actor).select_related("household").get(id=callback_id)
    actor = policies.may_handle(actor, callback).let(actor)
    return actor, callback


@transaction.atomic
def try_callback(*, actor: Actor, callback_id: int, at: datetime) -> Callback:
    """
    Record that somebody called and reached nobody. Two who try at once have tried twice.

    :raises NotAllowed: if the actor's role does not include it
    :raises IllegalMove: if it is settled already
    """
    take_turn(f"callback/{callback_id}")
    actor, callback = _fetched(actor, callback_id)
    tries = callback.tries + 1
    fact = CallbackTried(callback_id=callback.pk, household_id=callback.household_id, tries=tries)
    move(callback, CALLBACK, "try", fact, callback.household, actor=actor, at=at, tries=tries)
    return callback


@transaction.atomic
def settle_callback(
    *, actor: Actor, callback_id: int, outcome: str, words: str, at: datetime
) -> Callback:
    """
    Record how the call ended and what was said.

    :raises NotAllowed: if the actor's role does not include it
    :raises IllegalMove: if it is settled already
    :raises Invalid: if no outcome is chosen or nothing is written down
    :raises Conflict: if it is given up too early
    """
    actor, callback = _fetched(actor, callback_id)
    if outcome not in OUTCOMES:
        raise Invalid(_("Please choose how it ended."), field="outcome")
    rules.check_settling(
        outcome=outcome, words=words, tries=callback.tries, limits=_limits(callback.branch_id, at)
    )
    move(
        callback,
        CALLBACK,
        "settle",
        CallbackSettled(
            callback_id=callback.pk,
            household_id=callback.household_id,
            outcome=outcome,
            in_time=at <= callback.due_at,
        ),
        callback.household,
        actor=actor,
        at=at,
        outcome=outcome,
        words=words.strip(),
        settled_at=at,
    )
    return callback


@transaction.atomic
def pass_on_callback(
    *, actor: Actor, callback_id: int, version: int, owner_id: int, at: datetime
) -> Callback:
    """
    Give the task to a colleague who looks after households in the same branch.

    :raises NotAllowed: if the actor's role does not include it
    :raises Stale: if somebody changed it after it was read
    :raises Invalid: if the colleague does not look after households there
    :raises Conflict: if it is settled already
    """
    actor, callback = _fetched(actor, callback_id)
    if callback.status != "due":
        raise Conflict(_("This call-back is over."))
    if owner_id not in dict(colleagues(callback.branch_id, at)):
        raise Invalid(_("This colleague does not look after households here."), field="owner")
    fact = CallbackPassedOn(
        callback_id=callback.pk, household_id=callback.household_id, owner_id=owner_id
    )
    change(callback, version, fact, callback.household, actor=actor, at=at, owner_id=owner_id)
    return callback


@transaction.atomic
def pass_on_calls_of(*, actor: Actor, user_id: int, at: datetime) -> int:
    """
    Give the open tasks of somebody who has gone to others, each within the promise made; how many.

    Whoever still looks after households in a branch keeps the tasks there. Where nobody else does,
    the task stays as it is, on the desk of whoever comes.

    :raises NotAllowed: if the actor's role does not include it
    """
    passed_on = 0
    mine = policies.visible_callbacks(actor).filter(owner_id=user_id, status="due")
    for callback in mine.select_related("household").order_by("due_at", "id"):
        actor = policies.may_handle(actor, callback).let(actor)
        if user_id in standing_in(callback.branch_id, roles=CARERS, at=at):
            continue
        try:
            owner_id = _owner(callback.household, at)
        except Conflict:
            continue
        fact = CallbackPassedOn(
            callback_id=callback.pk, household_id=callback.household_id, owner_id=owner_id
        )
        household = callback.household
        change(callback, callback.version, fact, household, actor=actor, at=at, owner_id=owner_id)
        passed_on += 1
    return passed_on


@transaction.atomic
def drop_callback(*, actor: Actor, callback_id: int, reason: str, at: datetime) -> Callback:
    """
    Record that the call is no longer needed.

    :param reason: a code
    :raises NotAllowed: if the actor's role does not include it
    :raises IllegalMove: if it is settled already
    """
    actor, callback = _fetched(actor, callback_id)
    fact = CallbackDropped(
        callback_id=callback.pk, household_id=callback.household_id, reason=reason
    )
    move(callback, CALLBACK, "drop", fact, callback.household, actor=actor, at=at)
    return callback


def forget_household(*, household_id: int) -> None:
    """
    Take out what was said when a household that was erased was called back, or asked for a call.

    It follows from the household's own erasure, which asked who may.
    """
    Callback.objects.filter(household_id=household_id).update(wish="", words="", key="")
