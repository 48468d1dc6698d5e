"""One person for every way of using the house, for whoever is shown around in a demonstration."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Q, Subquery

from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dossier.models import Standing
from guanjia.chapters.org.models import Role
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import STAFF_ROLES


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody one may become in a demonstration."""

    role: str
    user_id: int
    name: str
    place: str


def one_of_each(*, at: datetime) -> tuple[Face, ...]:
    """
    Return one person for each role held, a worker and a client, in three SQL queries.

    The worker is the one whose next visit begins soonest, so that there is something to see.
    """
    held = Role.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    first: dict[str, Face] = {}
    for row in held.select_related("user", "branch").order_by("id"):
        place = row.branch.name if row.branch else ""
        first.setdefault(row.role, Face(row.role, row.user_id, row.user.name, place))
    faces = [first[role] for role in STAFF_ROLES if role in first]
    soonest = (
        Assignment.objects.filter(worker=OuterRef("pk"), status="assigned", ends_at__gt=at)
        .order_by("starts_at")
        .values("starts_at")[:1]
    )
    worker = (
        Worker.objects.filter(user__is_active=True, status="active")
        .select_related("user", "branch")
        .annotate(next=Subquery(soonest))
        .order_by(F("next").asc(nulls_last=True), "id")
        .first()
    )
    if worker and worker.user:
        faces.append(Face("worker", worker.user.pk, worker.user.name, worker.branch.name))
    client = (
        Standing.objects.filter(standing="decider", user__is_active=True)
        .select_related("user", "household__branch")
        .order_by("id")
        .first()
    )
    if client:
        place = client.household.branch.name
        faces.append(Face("client", client.user_id, client.user.name, place))
    return tuple(faces)
