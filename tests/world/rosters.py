"""Visits opened, staffed by hand or by a roster that was proposed and adopted."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from guanjia.chapters.dispatch import commands, engine
from guanjia.chapters.dispatch.models import Assignment, SolverRun, Visit
from guanjia.chapters.dispatch.queries import staffing_version
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.models import Branch
from guanjia.chapters.planning.models import PlanVersion
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import Actor, house_actor
from tests.world import company, homes, people, plans
from tests.world.company import HANDOFFS, MONDAY_9

SOLVER = house_actor("solver", "dispatcher")
STEPS = 200
TODAY = MONDAY_9.date()
TOMORROW_9 = MONDAY_9 + timedelta(days=1)


def dispatcher_of(branch: Branch, *, name: str = "调度 赵蓉") -> Actor:
    """Return a dispatcher, new to the branch."""
    return company.staff("dispatcher", branch, name=name)


def served_household(branch: Branch, *, name: str = "吴家", **known: Any) -> Household:
    """Open a household that can be served, once the catalogue is there."""
    people.ready()
    return homes.open_household(branch, name=name, **known)


def open_visit(
    household: Household,
    *,
    starts_at: datetime = TOMORROW_9,
    minutes: int = 120,
    at: datetime = MONDAY_9,
    **order: Any,
) -> Visit:
    """Book a single order and open its visit."""
    booked = plans.booked_order(household, starts_at=starts_at, minutes=minutes, at=at, **order)
    visit = commands.open_visit_of_order(actor=HANDOFFS, order_id=booked.pk, at=at)
    if visit is None:
        raise AssertionError("a booked order opens a visit")
    return visit


def open_visits(version: PlanVersion, *, weeks: int = 4, at: datetime = MONDAY_9) -> list[Visit]:
    """Open the visits of an accepted plan."""
    return commands.open_visits_of_plan(actor=HANDOFFS, version_id=version.pk, weeks=weeks, at=at)


def assigned(
    visit: Visit,
    worker: Worker,
    *,
    starts_at: datetime | None = None,
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    override: Collection[str] = (),
    replaces: Assignment | None = None,
) -> Assignment:
    """Send a worker by hand, at the start of the window unless told otherwise."""
    return commands.assign_worker(
        actor=by or dispatcher_of(visit.branch),
        visit_id=visit.pk,
        worker_id=worker.pk,
        starts_at=starts_at or visit.window_start,
        override=override,
        replaces=replaces.pk if replaces else None,
        at=at,
    )


def staffed_visit(
    branch: Branch | None = None,
    *,
    household: Household | None = None,
    worker: Worker | None = None,
    starts_at: datetime = TOMORROW_9,
    minutes: int = 120,
    at: datetime = MONDAY_9,
    **order: Any,
) -> Assignment:
    """Return the assignment of a visit that somebody is to go to, by hand; all new if need be."""
    branch = branch or (household.branch if household else company.open_branch())
    household = household or served_household(branch)
    worker = worker or people.hire_worker(branch)
    visit = open_visit(household, starts_at=starts_at, minutes=minutes, at=at, **order)
    return assigned(visit, worker, at=at)


def asked_roster(
    branch: Branch,
    *,
    first_day: date = TODAY,
    days: int = 14,
    seconds: int = 4,
    at: datetime = MONDAY_9,
    by: Actor | None = None,
) -> SolverRun:
    """Ask for a roster; nobody has worked on it yet."""
    return commands.ask_roster(
        actor=by or dispatcher_of(branch),
        branch_id=branch.pk,
        first_day=first_day,
        until_day=first_day + timedelta(days=days),
        seconds=seconds,
        at=at,
    )


def proposed_roster(branch: Branch, *, at: datetime = MONDAY_9, **asked: Any) -> SolverRun:
    """Ask for a roster and have the engine work it out, in as many steps on every machine."""
    run = asked_roster(branch, at=at, **asked)
    commands.begin_run(actor=SOLVER, run_id=run.pk, at=at)
    found = engine.propose_roster(
        branch_id=branch.pk,
        first_day=run.first_day,
        until_day=run.until_day,
        seconds=0,
        iterations=STEPS,
        at=at,
    )
    return commands.propose(actor=SOLVER, run_id=run.pk, proposed=found, at=at)


def proposal_of(visit: Visit, worker: Worker, starts_at: datetime) -> engine.Proposed:
    """Return what an engine would say that proposes this worker."""
    return engine.Proposed(visit.pk, worker.pk, starts_at, ())


def handmade_roster(
    branch: Branch, *proposals: engine.Proposed, at: datetime = MONDAY_9, **asked: Any
) -> SolverRun:
    """Ask for a roster and answer it with these proposals instead of the engine's."""
    run = asked_roster(branch, at=at, **asked)
    commands.begin_run(actor=SOLVER, run_id=run.pk, at=at)
    return commands.propose(actor=SOLVER, run_id=run.pk, proposed=engine.Roster(proposals), at=at)


def adopted(
    run: SolverRun,
    *,
    at: datetime = MONDAY_9,
    by: Actor | None = None,
    visits: Collection[Visit] | None = None,
    staffing: int | None = None,
) -> commands.Adoption:
    """Adopt a proposed roster as it is read now."""
    return commands.adopt_roster(
        actor=by or dispatcher_of(run.branch),
        run_id=run.pk,
        visit_ids=None if visits is None else [visit.pk for visit in visits],
        staffing=current_staffing(run) if staffing is None else staffing,
        at=at,
    )


def current_staffing(run: SolverRun) -> int:
    """Return the version of who goes when that a dispatcher would read now."""
    return staffing_version(run.branch_id, run.first_day, run.until_day)


def adopted_roster(branch: Branch, *, at: datetime = MONDAY_9, **asked: Any) -> commands.Adoption:
    """Ask for a roster, have it worked out, and adopt all of it."""
    return adopted(proposed_roster(branch, at=at, **asked), at=at)
