"""Who may see and do what with the work in a home."""

from django.db.models import Q, QuerySet

from guanjia.chapters.dispatch.models import Assignment, Visit
from guanjia.chapters.dispatch.queries import was_sent
from guanjia.chapters.dossier.policies import serves, within_care
from guanjia.chapters.fieldwork.models import Alert, Attendance, Incident
from guanjia.chapters.org.policies import within_reach
from guanjia.kernel.actors import AS_CLIENT, AS_WORKER, Actor, Verdict, no
from guanjia.kernel.words import _

OVERSEERS = ("manager", "dispatcher", "inspector", "care", "butler", "consultant")
"""Who sees to it that the work goes well."""

READERS = (*OVERSEERS, "owner", "head_office")


def visible_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Return the actor's own assignments and those of the branches they oversee."""
    own = Q(worker_id=actor.worker_id) if actor.worker_id else Q(pk__in=())
    return Assignment.objects.filter(
        own | within_care(actor, *READERS, branch="visit__branch_id", household="visit__household")
    )


def visible_attendances(actor: Actor) -> QuerySet[Attendance]:
    """Return the actor's own, those in their homes, and those of the branches they oversee."""
    own = Q(assignment__worker_id=actor.worker_id) if actor.worker_id else Q(pk__in=())
    at_home = Q(assignment__visit__household_id__in=tuple(actor.homes))
    overseen = within_care(
        actor,
        *READERS,
        branch="assignment__visit__branch_id",
        household="assignment__visit__household",
    )
    return Attendance.objects.filter(own | at_home | overseen)


def visible_incidents(actor: Actor) -> QuerySet[Incident]:
    """Return what the actor reported, and the incidents of the branches they oversee."""
    own = Q(assignment__worker_id=actor.worker_id) if actor.worker_id else Q(pk__in=())
    overseen = within_care(actor, *READERS, branch="visit__branch_id", household="visit__household")
    return Incident.objects.filter(own | overseen)


def may_work(actor: Actor, assignment: Assignment) -> Verdict:
    """Test whether the actor is the one who was sent."""
    if actor.worker_id == assignment.worker_id:
        return AS_WORKER
    return no(_("Only the person who was sent can record the work."))


def is_client(actor: Actor, visit: Visit) -> bool:
    """Test whether the actor speaks for the household: nobody does for a visit they were sent to."""
    if visit.household_id not in actor.homes:
        return False
    return not was_sent(worker_id=actor.worker_id, visit_id=visit.pk)


def may_accept(actor: Actor, attendance: Attendance) -> Verdict:
    """Test whether the actor may give the household's word: somebody of it, or on the worker's phone."""
    visit = attendance.assignment.visit
    if is_client(actor, visit):
        return AS_CLIENT
    if actor.worker_id == attendance.assignment.worker_id:
        return AS_WORKER
    if visit.household_id in actor.homes:
        return no(_("Whoever was sent cannot say for the household how the work was."))
    return no(_("Only the household can say whether the work is accepted."))


PLANNERS = ("dispatcher", "manager")
"""Who puts right when somebody left, and notes who never came: they plan the day and see the work."""


def correctable_attendances(actor: Actor) -> QuerySet[Attendance]:
    """Return the attendances whose hours the actor may put right."""
    return Attendance.objects.filter(
        within_reach(actor, *PLANNERS, branch="assignment__visit__branch_id")
    )


def correctable_assignments(actor: Actor) -> QuerySet[Assignment]:
    """Return the assignments of which the actor may note that nobody came."""
    return Assignment.objects.filter(within_reach(actor, *PLANNERS, branch="visit__branch_id"))


def may_correct(actor: Actor, attendance: Attendance) -> Verdict:
    """Test whether the actor may put right when somebody left."""
    return actor.require_role(*PLANNERS, at=attendance.branch_id)


def may_note_no_show(actor: Actor, assignment: Assignment) -> Verdict:
    """Test whether the actor may note that somebody never came."""
    return actor.require_role(*PLANNERS, at=assignment.branch_id)


def may_handle(actor: Actor, incident: Incident) -> Verdict:
    """Test whether the actor may take up and close what was reported."""
    return serves(actor, incident.visit, "manager", "butler", "care")


def visible_alerts(actor: Actor) -> QuerySet[Alert]:
    """Return the alerts of the branches and households that the actor oversees."""
    return Alert.objects.filter(
        within_care(actor, *READERS, branch="visit__branch_id", household="visit__household")
    )


def may_settle(actor: Actor, alert: Alert) -> Verdict:
    """Test whether the actor may say what was done about an alert: whoever is there to look."""
    return serves(actor, alert.visit, "manager", "butler", "care", "dispatcher", "consultant")
