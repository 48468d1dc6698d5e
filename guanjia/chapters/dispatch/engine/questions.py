"""Questions that somebody asks while waiting: who could go, what speaks against it, when is free."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import rota
from guanjia.chapters.clearance.queries import NEWCOMER, reasons_against
from guanjia.chapters.dispatch import policies
from guanjia.chapters.dispatch.engine.answers import Candidate, Slot
from guanjia.chapters.dispatch.engine.obstacles import obstacle
from guanjia.chapters.dispatch.engine.posing import pose
from guanjia.chapters.dispatch.engine.problem import Posed, number, visit_key, worker_key
from guanjia.chapters.dispatch.engine.solving import UNREADABLE, why
from guanjia.chapters.dispatch.engine.suiting import stays_away, willing
from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dispatch.queries.cleared import cleared_for
from guanjia.chapters.dispatch.queries.solver_input import (
    Scene,
    SolverTask,
    as_said,
    scene,
    task_of,
)
from guanjia.chapters.dispatch.rules.reasons import Reason, because
from guanjia.chapters.dossier.models import Home
from guanjia.chapters.dossier.policies import visible_households
from guanjia.chapters.dossier.queries import NOTHING_SAID, Said
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import days_between, moment, week_of
from guanjia.kernel.errors import Invalid
from guanjia.kernel.periods import Period
from guanjia.kernel.places import known_point
from guanjia.kernel.words import _

MILLIFEN = 1_000
PARTS_OF_DAY = ((7 * 60, 12 * 60), (12 * 60, 17 * 60), (17 * 60, 21 * 60))
"""A day as people speak of it, in minutes after midnight: morning, afternoon, evening."""

LAST_MINUTE = 21 * 60
LONGEST_OFFER = 14
"""Free times are looked for on so many days at most."""


def candidates(*, actor: Actor, visit_id: int, at: datetime) -> tuple[Candidate, ...]:
    """
    Return everybody of the branch for a visit: first who could go, the best first, then the others.

    Where the agreed time is over, the rest of the day counts.

    Whoever does not go to such homes cannot; whose way is not known comes last of those who can.

    Thirty-nine SQL queries and a look at each worker.

    :raises Visit.DoesNotExist: if the actor cannot see the visit
    :raises NotAllowed: if the actor does not plan the branch's days
    """
    visit = policies.visible_visits(actor).select_related("home", "line", "order").get(id=visit_id)
    policies.may_staff(actor, visit).require()
    until = week_of(visit.on) + timedelta(days=7)
    days = scene(visit.branch_id, visit.on, until, at=at, household_id=visit.household_id)
    task = _still_ahead(as_said(task_of(visit), days.said, days.zone), days)
    others = tuple(one for one in days.tasks if one.id != task.id)
    days = replace(
        days,
        tasks=(*others, replace(task, status="open")),
        bookings=tuple(one for one in days.bookings if one.visit_id != task.id),
    )
    people = {person.id: person for person in days.people}
    allowed = willing(days, [task], cleared_for([task], people))
    posed = pose(days, allowed, free={task.id})
    circle = allowed.get(task.id, frozenset())
    against = reasons_against(
        worker_ids=people,
        service_id=task.service_id,
        household_id=task.household_id,
        period=task.window,
    )
    nobody = _why_nobody_at_all(task, posed)
    if nobody:
        return tuple(
            Candidate(one.id, one.name, None, 0, (), (*against.get(one.id, ()), *nobody))
            for one in days.people
        )
    explained = rota.explain(posed.problem, posed.standing, visit_key(task.id))
    found = []
    for other in explained.others:
        if other.role != "1":
            continue
        person = people[number(other.worker)]
        barred = (*against.get(person.id, ()), *stays_away(days, person, task))
        if other.obstacle is None:
            starts_at = posed.problem.horizon.instant(other.starts or 0)
            reasons = why(days, person, task, None, len(circle))
            price = other.cost // MILLIFEN
            is_near = person.point is not None
            found.append(Candidate(person.id, person.name, starts_at, price, reasons, (), is_near))
        else:
            if not barred:
                barred = (obstacle(other.obstacle, days.figures),)
            found.append(Candidate(person.id, person.name, None, 0, (), barred))
    return _ranked(found)


def _why_nobody_at_all(task: SolverTask, posed: Posed) -> tuple[Reason, ...]:
    if task.id in posed.unreadable.visits:
        return UNREADABLE
    return (because("in_the_past"),) if task.id in posed.late else ()


def _still_ahead(task: SolverTask, days: Scene) -> SolverTask:
    """Let a visit whose time is over be done on the rest of its day: somebody is still waiting."""
    evening = moment(task.on, LAST_MINUTE, days.zone)
    if task.window.end - timedelta(minutes=task.minutes) >= days.at or evening <= days.at:
        return task
    return replace(task, window=Period(task.window.start, evening))


def _ranked(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    found = sorted(
        found,
        key=lambda one: (not one.can_go, not one.way_is_known, one.price_fen, one.worker_id),
    )
    best = found[0].price_fen if found and found[0].can_go else 0
    return tuple(
        replace(one, price_fen=one.price_fen - best) if one.can_go else one for one in found
    )


def against(
    *, visit: Visit, worker_id: int, starts_at: datetime, at: datetime
) -> tuple[Reason, ...]:
    """
    Return every rule of the roster that sending the worker at that time would break.

    The gate is not asked here. Some fourteen SQL queries; only the worker's own week is
    looked at.

    :param visit: with its home, line and order loaded
    """
    until = week_of(visit.on) + timedelta(days=7)
    days = scene(visit.branch_id, visit.on, until, at=at, household_id=visit.household_id)
    task = as_said(task_of(visit), days.said, days.zone)
    task = replace(task, status="open", people=1)
    days = _alone(days, worker_id, task)
    period = Period(starts_at, starts_at + timedelta(minutes=task.minutes))
    reasons = [because("busy_elsewhere") for one in days.bookings if one.period.overlaps(period)][
        :1
    ]
    for person in days.people:
        reasons += stays_away(days, person, task)
        reasons += [because("on_leave") for leave in person.leaves if leave.overlaps(period)][:1]
    posed = pose(
        days, {task.id: frozenset({worker_id})}, free={task.id}, on_grid=False, from_now=False
    )
    if task.id in posed.unreadable.visits:
        return UNREADABLE
    key = visit_key(task.id)
    start = rota.Assignment(key, "1", worker_key(worker_id), _moment(posed.problem, starts_at))
    plan = rota.Plan.of((*posed.standing, start))
    for broken in rota.check(posed.problem, plan):
        reason = obstacle(broken, days.figures)
        if reason.code not in {one.code for one in reasons}:
            reasons.append(reason)
    return tuple(reasons)


def _moment(problem: rota.Problem, instant: datetime) -> int:
    return problem.horizon.moment(instant.replace(microsecond=0))


def _alone(days: Scene, worker_id: int, task: SolverTask) -> Scene:
    """Return the days with this worker only, and the visits that are theirs."""
    theirs = tuple(
        one for one in days.bookings if one.worker_id == worker_id and one.visit_id != task.id
    )
    visits = {one.visit_id for one in theirs}
    return replace(
        days,
        people=tuple(person for person in days.people if person.id == worker_id),
        bookings=theirs,
        tasks=(
            task,
            *(
                replace(one, people=1)
                for one in days.tasks
                if one.id in visits and one.status == "staffed"
            ),
        ),
    )


def slots(
    *,
    actor: Actor,
    household_id: int | None,
    home_id: int | None,
    service_id: int,
    minutes: int,
    first_day: date,
    until_day: date,
    at: datetime,
    people: int = 1,
    branch_id: int = 0,
    said: Said = NOTHING_SAID,
) -> tuple[Slot, ...]:
    """
    Return free times for a household, the best first: at most one for each part of each day.

    Of somebody who calls for the first time nothing is kept yet: without `household_id` and
    `home_id`, free times of the branch are returned, with ways reckoned from its shop.
    A time at which the household lets nobody in is no free time; whoever does not go to such homes
    is not free for it, and whose way is not known comes last.

    Thirty-three SQL queries, and a look at each worker for each part of a day.

    :param said: what is said just now, besides what the household said before
    :raises Household.DoesNotExist, Home.DoesNotExist: if the actor cannot see them
    :raises NotAllowed: if the actor does not speak with households about times
    :raises Invalid: if the days are more than two weeks, or none
    """
    home = None
    if household_id is not None:
        branch_id = visible_households(actor).get(id=household_id).branch_id
        home = Home.objects.get(id=home_id or 0, household_id=household_id)
    policies.may_open(actor, branch_id).require()
    if not 0 < (until_day - first_day).days <= LONGEST_OFFER:
        raise Invalid(_("Ask for one to fourteen days."), field="until_day")
    days = scene(branch_id, first_day, until_day, at=at, household_id=household_id)
    whose = household_id or NEWCOMER
    days = replace(days, said={**days.said, whose: days.said.get(whose, NOTHING_SAID).also(said)})
    asked = _parts(days, whose, home, service_id, minutes, people)
    allowed = willing(days, asked, cleared_for(asked, [one.id for one in days.people]))
    posed = pose(days, allowed, free=frozenset(), extra=asked)
    by_id = {person.id: person for person in days.people}
    found = []
    for task in asked:
        if task.id not in posed.free:
            continue
        explained = rota.explain(posed.problem, posed.standing, visit_key(task.id))
        free = [one for one in explained.others if one.obstacle is None and one.role == "1"]
        if not free:
            continue
        best = min(
            free,
            key=lambda one: (
                by_id[number(one.worker)].point is None,
                one.service,
                one.cost,
                one.starts or 0,
            ),
        )
        person = by_id[number(best.worker)]
        starts_at = posed.problem.horizon.instant(best.starts or 0)
        found.append(
            Slot(
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=minutes),
                worker_id=person.id,
                name=person.name,
                price_fen=best.cost // MILLIFEN,
                reasons=why(days, person, task, None, len(allowed[task.id])),
            )
        )
    return tuple(
        sorted(
            found,
            key=lambda slot: (
                by_id[slot.worker_id].point is None,
                slot.price_fen,
                slot.starts_at,
            ),
        )
    )


def _parts(
    days: Scene,
    household_id: int,
    home: Home | None,
    service_id: int,
    minutes: int,
    people: int,
) -> tuple[SolverTask, ...]:
    """Return one visit that does not exist yet for each part of each day that suits them."""
    times = days.said.get(household_id, NOTHING_SAID)
    point = known_point(home.latitude, home.longitude) if home else None
    parts = [
        (day, max(first, times.first), min(until - 1 + minutes, times.last))
        for day in days_between(days.first, days.until)
        for first, until in PARTS_OF_DAY
    ]
    parts = [part for part in parts if part[2] - part[1] >= minutes]
    return tuple(
        SolverTask(
            id=-place,
            household_id=household_id,
            home_id=home.pk if home else 0,
            service_id=service_id,
            line_id=None,
            point=point,
            on=day,
            window=Period(moment(day, first, days.zone), moment(day, last, days.zone)),
            minutes=minutes,
            people=people,
            priority=1,
            status="open",
        )
        for place, (day, first, last) in enumerate(parts, start=1)
    )
