"""Whom a rearranged day concerns, who of them was told and how, and who has not confirmed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.models import Assignment, Proposal, Visit
from guanjia.chapters.org.models import EntryLink
from guanjia.chapters.org.queries import digest
from guanjia.kernel.actors import Actor
from guanjia.ledger.queries import RecordedFact, facts_about
from guanjia.outbound.models import Notice

CLIENT_NOTICES = ("visit.rearranged", "visit.left_open")


@dataclass(frozen=True, slots=True)
class ChangedVisit:
    """A visit as somebody concerned sees it: when, at whose home, who comes."""

    visit_id: int
    household: str
    starts_at: datetime | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What was sent to somebody: on which way, how far it came, when they confirmed it."""

    channel: str
    status: str
    not_before: datetime
    status_since: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Concerned:
    """
    A worker or a household, what changes for them, and whether they know.

    `comes` are a worker's new visits or a household's changed ones, `goes` those taken off. Nobody
    wrote to them where `message` is None; `phoned_at` is when somebody noted a call.
    """

    noun: str
    id: int
    name: str
    comes: tuple[ChangedVisit, ...]
    goes: tuple[ChangedVisit, ...]
    message: Message | None
    phoned_at: datetime | None

    @property
    def knows(self) -> bool:
        """Whether they have confirmed, or somebody spoke with them."""
        return bool(self.phoned_at or (self.message and self.message.confirmed_at))


@dataclass(frozen=True, slots=True)
class Rearranged:
    """A day that was planned anew, and everybody whom it concerns."""

    run_id: int
    branch_id: int
    on: date
    decided_at: datetime
    price_fen: int
    status: str
    people: tuple[Concerned, ...]
    households: tuple[Concerned, ...]

    @property
    def unaware(self) -> int:
        """How many have not confirmed yet."""
        return sum(not one.knows for one in (*self.people, *self.households))


def rearranged(*, actor: Actor, run_id: int) -> Rearranged:
    """
    Return whom an adopted rearrangement concerns, in seven SQL queries.

    :raises SolverRun.DoesNotExist: if the actor does not plan the branch's days
    """
    run = policies.visible_runs(actor).get(id=run_id)
    decided_at = run.status_since or run.asked_at
    visits = {
        row.visit_id: row.visit
        for row in Proposal.objects.filter(run=run).select_related("visit__household")
    }
    rows = list(
        Assignment.objects.filter(visit_id__in=visits).select_related("worker").order_by("id")
    )
    new = [row for row in rows if row.run_id == run.pk and row.status != "withdrawn"]
    old = [row for row in rows if row.status == "withdrawn" and row.status_since == decided_at]
    users = {row.worker.user_id for row in (*new, *old) if row.worker.user_id}
    notices = _notices(users, {visit.case for visit in visits.values()}, since=decided_at)
    confirmed = _opened(notices.values())
    phoned = facts_about("solverrun", run.pk)
    stops = {visit.pk: _stop(visit, rows) for visit in visits.values()}
    workers = {row.worker_id: row.worker for row in (*new, *old)}
    return Rearranged(
        run_id=run.pk,
        branch_id=run.branch_id,
        on=run.first_day,
        decided_at=decided_at,
        price_fen=int(run.summary.get("price_fen", 0)),
        status=run.status,
        people=tuple(
            Concerned(
                noun="worker",
                id=worker.pk,
                name=worker.name,
                comes=_of(worker.pk, new, stops),
                goes=_of(worker.pk, old, stops),
                message=_message(notices.get(f"user/{worker.user_id}"), confirmed),
                phoned_at=_phoned(phoned, "worker_id", worker.pk),
            )
            for worker in sorted(workers.values(), key=lambda one: one.name)
        ),
        households=tuple(
            Concerned(
                noun="household",
                id=visit.household_id,
                name=visit.household.display_name,
                comes=(stops[visit.pk],),
                goes=(),
                message=_message(notices.get(visit.case), confirmed),
                phoned_at=_phoned(phoned, "household_id", visit.household_id),
            )
            for visit in sorted(visits.values(), key=lambda one: (one.window_start, one.pk))
        ),
    )


def _notices(
    users: Collection[int], cases: Collection[str], *, since: datetime
) -> Mapping[str, Notice]:
    """Return the latest notice to each worker and about each household, by whom it is for."""
    written = Notice.objects.filter(created_at__gte=since).order_by("id")
    found = {
        f"user/{notice.user_id}": notice
        for notice in written.filter(kind="assignment.changed", user_id__in=users)
    }
    about = written.filter(kind__in=CLIENT_NOTICES, about__in=cases)
    return found | {notice.about: notice for notice in about}


def _opened(notices: Iterable[Notice]) -> Mapping[str, datetime | None]:
    """Return the link of a notice -> when it was first opened."""
    links = {_token(notice.link): notice.link for notice in notices if "/go/" in notice.link}
    opened = EntryLink.objects.filter(token_hash__in={digest(token) for token in links})
    moments = dict(opened.values_list("token_hash", "opened_at"))
    return {link: moments.get(digest(token)) for token, link in links.items()}


def _token(link: str) -> str:
    return urlsplit(link).path.rstrip("/").rpartition("/")[2]


def _message(notice: Notice | None, confirmed: Mapping[str, datetime | None]) -> Message | None:
    if notice is None:
        return None
    return Message(
        channel=notice.channel,
        status=notice.status,
        not_before=notice.not_before,
        status_since=notice.status_since,
        confirmed_at=notice.read_at or confirmed.get(notice.link),
    )


def _stop(visit: Visit, rows: Iterable[Assignment]) -> ChangedVisit:
    going = [
        row for row in rows if row.visit_id == visit.pk and row.status in ("assigned", "completed")
    ]
    return ChangedVisit(
        visit_id=visit.pk,
        household=visit.household.display_name,
        starts_at=min((row.starts_at for row in going), default=None),
        names=tuple(row.worker.name for row in going),
    )


def _of(
    worker_id: int, rows: Iterable[Assignment], stops: Mapping[int, ChangedVisit]
) -> tuple[ChangedVisit, ...]:
    return tuple(
        ChangedVisit(row.visit_id, stops[row.visit_id].household, row.starts_at, (row.worker.name,))
        for row in rows
        if row.worker_id == worker_id
    )


def _phoned(facts: Iterable[RecordedFact], field: str, object_id: int) -> datetime | None:
    calls = (fact for fact in facts if fact.kind == "roster.told")
    return next((fact.occurred_at for fact in calls if fact.payload.get(field) == object_id), None)
