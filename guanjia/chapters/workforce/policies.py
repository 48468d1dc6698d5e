"""Who may see the people who are sent, and who decides what about them."""

from django.db.models import Q, QuerySet

from guanjia.chapters.org.policies import may_open_doors, within_reach
from guanjia.chapters.workforce.models import Certificate, Leave, Worker
from guanjia.kernel.actors import AS_WORKER, Actor, Verdict, no
from guanjia.kernel.errors import NotAllowed
from guanjia.kernel.words import _

LEADERS = ("owner", "head_office", "manager")
KEEPERS = (*LEADERS, "recruiter")
VERIFIERS = (*KEEPERS, "trainer")
PLANNERS = (*LEADERS, "dispatcher")
SEES = (*KEEPERS, "trainer", "dispatcher", "inspector")


def visible_workers(actor: Actor) -> QuerySet[Worker]:
    """Return the workers of the branches where the actor deals with people, and the actor's own."""
    return Worker.objects.filter(within_reach(actor, *SEES) | Q(id=actor.worker_id))


def shown_to_clients() -> QuerySet[Worker]:
    """Return who has a picture, agreed that clients see it, and works with us."""
    agreed = Worker.objects.filter(photo_id__isnull=False, face_shown_since__isnull=False)
    return agreed.filter(status="active")


def visible_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Return the papers of the workers whom the actor may see."""
    seen = within_reach(actor, *SEES, branch="worker__branch_id") | Q(worker_id=actor.worker_id)
    return Certificate.objects.filter(seen)


def visible_leaves(actor: Actor) -> QuerySet[Leave]:
    """Return the leave of the workers whom the actor may see."""
    seen = within_reach(actor, *SEES, branch="worker__branch_id") | Q(worker_id=actor.worker_id)
    return Leave.objects.filter(seen)


def person_behind(actor: Actor) -> int:
    """
    Return the user who answers for what the actor decides.

    :raises NotAllowed: if a program of the house acts: some things a person has to decide
    """
    if actor.user_id is None:
        raise NotAllowed(_("A person has to decide this."))
    return actor.user_id


def is_self(actor: Actor, worker: Worker) -> bool:
    """Test whether the actor is the worker."""
    return actor.worker_id == worker.pk


def may_take_on(actor: Actor, branch_id: int) -> Verdict:
    """Test whether the actor may take somebody on in the branch, and make the login they need."""
    may = may_open_doors(actor)
    return actor.require_role(*KEEPERS, at=branch_id) if may else may


def may_keep(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may change what is written down about the worker."""
    return actor.require_role(*KEEPERS, at=worker.branch_id)


def may_screen(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may decide a step of screening; a person answers for each."""
    if is_self(actor, worker):
        return no(_("Nobody decides about their own screening."))
    return actor.require_role(*VERIFIERS, at=worker.branch_id)


def may_decide(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may clear, reject, suspend, reinstate the worker, or let them go."""
    if is_self(actor, worker):
        return no(_("Nobody decides about their own employment."))
    return actor.require_role(*LEADERS, at=worker.branch_id) or no(
        _("Only the branch manager decides this.")
    )


def may_reopen(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may open the record of a worker who is no longer with us again."""
    if is_self(actor, worker):
        return no(_("Nobody decides about their own employment."))
    return actor.require_role(*KEEPERS, at=worker.branch_id)


def may_move(actor: Actor, worker: Worker, move: str) -> Verdict:
    """Test whether the actor may take the worker's record through this move."""
    return may_reopen(actor, worker) if move == "reopen" else may_decide(actor, worker)


def may_submit(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may hand in a paper: the worker, or whoever keeps the record."""
    return AS_WORKER if is_self(actor, worker) else may_keep(actor, worker)


def may_verify(actor: Actor, certificate: Certificate) -> Verdict:
    """Test whether the actor may verify the paper: somebody else than who handed it in."""
    if actor.worker_id == certificate.worker_id:
        return no(_("Nobody verifies their own papers."))
    if actor.user_id == certificate.submitted_by_id:
        return no(_("You entered this paper yourself. Somebody else has to verify it."))
    return actor.require_role(*VERIFIERS, at=certificate.branch_id)


def may_revoke(actor: Actor, certificate: Certificate) -> Verdict:
    """Test whether the actor may declare a verified paper void."""
    return actor.require_role(*VERIFIERS, at=certificate.branch_id)


def may_confirm_skill(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may say what the worker can do."""
    if is_self(actor, worker):
        return no(_("Nobody confirms their own skills."))
    return actor.require_role(*VERIFIERS, at=worker.branch_id)


def may_set_hours(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may say when the worker can usually work."""
    if is_self(actor, worker):
        return AS_WORKER
    return actor.require_role(*KEEPERS, "dispatcher", at=worker.branch_id)


def may_request_leave(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may ask for leave: the worker, or a desk that was rung up."""
    return may_set_hours(actor, worker)


def may_decide_leave(actor: Actor, worker: Worker) -> Verdict:
    """Test whether the actor may give or decline leave."""
    if is_self(actor, worker):
        return no(_("Nobody decides about their own leave."))
    return actor.require_role(*PLANNERS, at=worker.branch_id)


def may_reveal(actor: Actor, worker: Worker, field: str) -> Verdict:
    """Test whether the actor may see a masked value in clear; dispatchers see phone numbers only."""
    if is_self(actor, worker):
        return AS_WORKER
    if field == "phone":
        return actor.require_role(*KEEPERS, "dispatcher", at=worker.branch_id)
    return actor.require_role(*KEEPERS, at=worker.branch_id)
