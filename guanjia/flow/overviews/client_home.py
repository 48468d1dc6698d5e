"""What a family sees of its service: what is agreed, who comes next, what was done, what it can say."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from guanjia.chapters.dispatch.models import STANDING, Assignment, Visit
from guanjia.chapters.dispatch.policies import AHEAD_OF_THEM, visitors_to_come
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.planning.models import PlanVersion
from guanjia.chapters.relations.rules import STILL_TO_COME
from guanjia.chapters.survey.models import Invitation
from guanjia.chapters.workforce.models import Certificate
from guanjia.chapters.workforce.policies import shown_to_clients
from guanjia.kernel.actors import Actor

AHEAD, BEHIND = 10, 10


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit ahead; `workers` is empty until somebody is to come."""

    visit_id: int
    household: str
    service: str
    starts_at: datetime
    ends_at: datetime
    is_agreed: bool
    workers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A visit that took place; `asks` is the invitation that waits for an answer, if one does."""

    attendance_id: int
    visit_id: int
    service: str
    worker: str
    at: datetime
    ends_at: datetime | None
    status: str
    asks: int | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A plan on offer or in force."""

    version_id: int
    code: str
    status: str
    monthly_fee_fen: int
    goal: str


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom the family speaks with: their own person, and the branch's telephone."""

    name: str
    branch: str
    phone: str


@dataclass(frozen=True, slots=True)
class ClientHome:
    """All that the family's pages show; `homes` are its households by id and name."""

    homes: tuple[tuple[int, str], ...]
    plans: tuple[Agreed, ...]
    coming: tuple[Coming, ...]
    past: tuple[Past, ...]
    whom: tuple[Whom, ...]

    @property
    def households(self) -> tuple[str, ...]:
        """The names of the family's households."""
        return tuple(name for _id, name in self.homes)

    @property
    def on_offer(self) -> Agreed | None:
        """The plan that waits for the family's answer, if one does."""
        return next((plan for plan in self.plans if plan.status == "offered"), None)


def client_home(*, actor: Actor, at: datetime) -> ClientHome:
    """Return what the actor's own households may see, in six SQL queries."""
    ids = tuple(actor.homes)
    households = list(
        Household.objects.filter(id__in=ids).select_related("branch", "butler", "consultant")
    )
    versions = PlanVersion.objects.filter(
        plan__household_id__in=ids, status__in=("offered", "accepted")
    ).select_related("plan")
    return ClientHome(
        homes=tuple((household.pk, household.display_name) for household in households),
        plans=tuple(
            Agreed(row.pk, row.plan.code, row.status, row.monthly_fee_fen, row.goal)
            for row in versions.order_by("-offered_at")
        ),
        coming=_coming(ids, at),
        past=_past(ids),
        whom=tuple(
            Whom(
                name=_person(household),
                branch=household.branch.name,
                phone=household.branch.phone,
            )
            for household in households
        ),
    )


def _person(household: Household) -> str:
    person = household.butler or household.consultant
    return person.name if person else ""


def _coming(households: tuple[int, ...], at: datetime) -> tuple[Coming, ...]:
    visits = list(
        Visit.objects.filter(
            household_id__in=households,
            status__in=AHEAD_OF_THEM,
            window_end__gt=at,
        )
        .select_related("household", "service")
        .order_by("window_start")[:AHEAD]
    )
    names: dict[int, list[str]] = {}
    sent = Assignment.objects.filter(visit__in=visits, status__in=STANDING).exclude(status="held")
    for visit_id, name in sent.values_list("visit_id", "worker__name"):
        names.setdefault(visit_id, []).append(name)
    return tuple(
        Coming(
            visit_id=visit.pk,
            household=visit.household.display_name,
            service=visit.service.name,
            starts_at=visit.starts_at or visit.window_start,
            ends_at=visit.ends_at or visit.window_end,
            is_agreed=visit.starts_at is not None,
            workers=tuple(names.get(visit.pk, ())),
        )
        for visit in visits
    )


def _past(households: tuple[int, ...]) -> tuple[Past, ...]:
    rows = list(
        Attendance.objects.filter(assignment__visit__household_id__in=households)
        .select_related("assignment__visit__service", "assignment__worker")
        .order_by("-checked_in_at")[:BEHIND]
    )
    waiting = dict(
        Invitation.objects.filter(
            visit_id__in=[row.assignment.visit_id for row in rows], status="sent"
        ).values_list("visit_id", "id")
    )
    return tuple(
        Past(
            attendance_id=row.pk,
            visit_id=row.assignment.visit_id,
            service=row.assignment.visit.service.name,
            worker=row.assignment.worker.name,
            at=row.checked_in_at,
            ends_at=row.checked_out_at,
            status=row.status,
            asks=waiting.get(row.assignment.visit_id),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """
    Who comes: what a family may know of them.

    :param has_face: whether their picture is shown: they agreed, and the visit is ahead
    :param arrives_at: when they should be there, once they are on the way
    :param papers: the names of their certificates that were verified and have not run out
    :param visits: how often they have been with this household
    """

    worker_id: int
    name: str
    has_face: bool
    arrives_at: datetime | None
    since: date | None
    papers: tuple[str, ...]
    visits: int


@dataclass(frozen=True, slots=True)
class OneComing:
    """One visit as the family sees it, and the branch to call."""

    visit_id: int
    service: str
    starts_at: datetime
    ends_at: datetime
    is_over: bool
    may_ask: bool
    visitors: tuple[Visitor, ...]
    branch: str
    phone: str


def coming_visit(*, actor: Actor, visit_id: int, at: datetime) -> OneComing:
    """
    Return one visit of the actor's homes, or the one that their link is for; five SQL queries.

    :raises Visit.DoesNotExist: if there is none such
    """
    theirs = Q(household_id__in=tuple(actor.homes)) | Q(id=actor.ticket_for("visit"))
    visit = Visit.objects.filter(theirs).select_related("service", "branch").get(id=visit_id)
    sent = Assignment.objects.filter(visit=visit, status__in=STANDING).exclude(status="held")
    return OneComing(
        visit_id=visit.pk,
        may_ask=visit.household_id in actor.homes and visit.status in STILL_TO_COME,
        service=visit.service.name,
        starts_at=visit.starts_at or visit.window_start,
        ends_at=visit.ends_at or visit.window_end,
        is_over=visit.status not in AHEAD_OF_THEM,
        visitors=_visitors(
            list(sent.select_related("worker").order_by("id")),
            visit,
            _faces(actor, visit, at),
        ),
        branch=visit.branch.name,
        phone=visit.branch.phone,
    )


def _faces(actor: Actor, visit: Visit, at: datetime) -> set[int]:
    """Return who of those to come may be seen by their picture."""
    coming = visitors_to_come(actor, at=at).filter(visit=visit)
    shown = shown_to_clients().filter(id__in=coming.values("worker_id"))
    return set(shown.values_list("id", flat=True))


def _visitors(sent: list[Assignment], visit: Visit, faces: set[int]) -> tuple[Visitor, ...]:
    workers = [one.worker for one in sent]
    verified = Certificate.objects.filter(worker__in=workers, status="verified").exclude(
        expires_on__lt=visit.on
    )
    papers: dict[int, dict[str, None]] = {}
    for worker_id, name in verified.order_by("id").values_list("worker_id", "kind__name"):
        papers.setdefault(worker_id, {})[name] = None
    been = Counter(
        Attendance.objects.filter(
            assignment__worker__in=workers, assignment__visit__household_id=visit.household_id
        ).values_list("assignment__worker_id", flat=True)
    )
    return tuple(
        Visitor(
            worker_id=one.worker_id,
            name=one.worker.name,
            has_face=one.worker_id in faces,
            arrives_at=one.arrives_at if visit.status == "staffed" else None,
            since=one.worker.joined_on,
            papers=tuple(papers.get(one.worker_id, ())),
            visits=been[one.worker_id],
        )
        for one in sent
    )
