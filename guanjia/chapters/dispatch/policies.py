"""Who sees visits and rosters, and who may staff, hold, cancel and do them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from guanjia.chapters.dispatch.models import STANDING, Assignment, SolverRun, Visit
from guanjia.chapters.dossier.policies import serves, within_care
from guanjia.chapters.org.models import Branch
from guanjia.chapters.org.policies import within_reach
from guanjia.kernel.actors import AS_WORKER, Actor, Verdict, no
from guanjia.kernel.words import _

AHEAD_OF_THEM = ("open", "staffed", "started")
"""The states of a visit that is still to come for a household, or going on."""

PLANNERS = ("dispatcher", "manager", "owner", "head_office")
"""Who decides who goes."""

READERS = (*PLANNERS, "administrator", "consultant", "butler", "care", "inspector", "finance")
"""Who at a desk sees visits of the branch."""

PROMISERS = (*PLANNERS, "consultant", "butler")
"""Who speaks with households about times: may hold a slot and cancel a visit."""


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """
    Return the visits of the actor's branches, of their own homes, and those they are sent to.

    A butler sees those of the households in their care.
    """
    seen = _at_desk(actor) | Q(household_id__in=tuple(actor.homes))
    if actor.worker_id is not None:
        theirs = Assignment.objects.filter(
            visit=OuterRef("pk"), worker_id=actor.worker_id, status__in=STANDING
        )
        seen |= Q(Exists(theirs))
    return Visit.objects.filter(seen)


def visible_at_desk(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of the branches where the actor works at a desk, and no others."""
    return Visit.objects.filter(_at_desk(actor))


def _at_desk(actor: Actor) -> Q:
    return within_care(actor, *READERS, branch="branch_id")


def visible_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Return who is sent to visits of the actor's branches, and where the actor is sent."""
    seen = within_care(actor, *READERS, branch="visit__branch_id", household="visit__household")
    if actor.worker_id is not None:
        seen |= Q(worker_id=actor.worker_id)
    return Assignment.objects.filter(seen)


def visitors_to_come(actor: Actor, *, at: datetime) -> QuerySet[Assignment]:
    """Return who comes to visits ahead of the actor's own homes, or to the one their link is for."""
    theirs = Q(visit__household_id__in=tuple(actor.homes)) | Q(visit=actor.ticket_for("visit"))
    return Assignment.objects.filter(
        theirs,
        status__in=STANDING,
        visit__status__in=AHEAD_OF_THEM,
        visit__window_end__gt=at,
    ).exclude(status="held")


def visible_runs(actor: Actor) -> QuerySet[SolverRun]:
    """Return the requests for rosters of the branches where the actor plans."""
    return SolverRun.objects.filter(within_reach(actor, *PLANNERS))


def visible_days(actor: Actor) -> QuerySet[Branch]:
    """Return the branches whose days the actor may read."""
    return Branch.objects.filter(within_reach(actor, *READERS, branch="id"))


def may_plan(actor: Actor, branch_id: int) -> Verdict:
    """Test whether the actor may ask for rosters of the branch and decide on them."""
    return actor.require_role(*PLANNERS, at=branch_id) or no(
        _("Only the dispatcher or the manager of the branch decides who goes.")
    )


def may_staff(actor: Actor, visit: Visit) -> Verdict:
    """Test whether the actor may assign and withdraw people."""
    return may_plan(actor, visit.branch_id)


def may_adopt(actor: Actor, run: SolverRun) -> Verdict:
    """Test whether the actor may adopt, dismiss or take back the roster of a run."""
    return may_plan(actor, run.branch_id)


def may_promise(actor: Actor, visit: Visit) -> Verdict:
    """Test whether the actor may hold a slot for the household or cancel the visit."""
    return serves(actor, visit, *PROMISERS) or no(
        _("Only those who speak with the household about times may change this.")
    )


def may_withdraw(actor: Actor, sent: Assignment) -> Verdict:
    """Test whether the actor may take somebody off a visit, or give a held slot back."""
    if sent.status == "held":
        return may_promise(actor, sent.visit)
    return may_staff(actor, sent.visit)


def may_open(actor: Actor, branch_id: int) -> Verdict:
    """Test whether the actor may open visits for what a household was promised."""
    return actor.require_role(*PROMISERS, at=branch_id)


def may_attend(actor: Actor, visit: Visit, *, worker_id: int | None = None) -> Verdict:
    """
    Test whether the actor may start and finish the visit: who is sent, or who plans the day.

    :param worker_id: whose attendance it is; if not given, anybody's who is sent there
    """
    is_theirs = worker_id in (None, actor.worker_id)
    if actor.worker_id is not None and is_theirs:
        sent = Assignment.objects.filter(
            visit=visit, worker_id=actor.worker_id, status__in=("assigned", "completed")
        )
        if sent.exists():
            return AS_WORKER
    return actor.require_role(*PLANNERS, at=visit.branch_id) or no(
        _("Only the person who is sent, or the dispatcher, can do this.")
    )
