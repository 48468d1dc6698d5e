"""Whatever days the bridge puts before the engine: what comes back can be carried out as it stands."""

import tomllib
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

import rota
from guanjia.chapters import org
from guanjia.chapters.dispatch.engine.posing import pose
from guanjia.chapters.dispatch.engine.problem import number
from guanjia.chapters.dispatch.engine.travel import seconds_between
from guanjia.chapters.dispatch.queries.solver_input import Booking, Person, Scene, SolverTask
from guanjia.chapters.dispatch.rules.figures import Figures
from guanjia.kernel.clock import moment
from guanjia.kernel.periods import Period
from guanjia.kernel.places import Point

pytestmark = pytest.mark.once

ZONE = "Asia/Shanghai"
MONDAY = date(2026, 11, 23)
UNTIL = MONDAY + timedelta(days=2)
SEEDS = Path(org.__file__).parent / "data" / "settings" / "dispatch.toml"
FIGURES = Figures.of(
    {one["key"]: one["value"] for one in tomllib.loads(SEEDS.read_text())["setting"]}
)
MINUTE = timedelta(minutes=1)

quarters = some.integers(0, 40).map(lambda quarter: 8 * 60 + 15 * quarter)
points = some.builds(
    Point, some.floats(31.18, 31.26).map(lambda x: round(x, 4)), some.floats(121.42, 121.5)
)


def at(day: date, minute: int) -> datetime:
    return moment(day, minute, ZONE)


leaves = quarters.map(lambda minute: Period(at(MONDAY, minute), at(MONDAY, minute + 120)))


@some.composite
def scenes(draw: some.DrawFn) -> tuple[Scene, dict[int, frozenset[int]]]:
    """Draw two days of a small branch: people, visits, what stands already, and who may go."""
    people = tuple(
        Person(
            id=1 + n,
            name=f"{n}",
            mode=draw(some.sampled_from(["e_bike", "transit", "car"])),
            is_employee=draw(some.booleans()),
            point=draw(some.none() | points),
            shifts=tuple((weekday, 8 * 60, 19 * 60) for weekday in range(7)),
            leaves=tuple(draw(some.lists(leaves, max_size=1))),
        )
        for n in range(draw(some.integers(1, 4)))
    )
    homes = [draw(points) for _home in range(3)]
    tasks: list[SolverTask] = []
    bookings: list[Booking] = []
    for n in range(draw(some.integers(1, 9))):
        day = MONDAY + timedelta(days=draw(some.integers(0, 1)))
        opens, minutes = draw(quarters), draw(some.sampled_from([60, 90, 120, 240]))
        slack = draw(some.sampled_from([0, 30, 120]))
        window = Period(at(day, opens), at(day, opens + minutes + slack))
        stands = draw(some.booleans())
        people_wanted = 1 if stands else draw(some.sampled_from([1, 1, 2]))
        tasks.append(
            SolverTask(
                id=100 + n,
                household_id=1 + n % 3,
                home_id=1 + n % 3,
                service_id=1,
                line_id=None,
                point=homes[n % 3],
                on=day,
                window=window,
                minutes=minutes,
                people=people_wanted,
                priority=draw(some.integers(1, 3)),
                status="staffed" if stands else "open",
            )
        )
        if stands:
            worker = draw(some.sampled_from(people))
            period = Period(window.start, window.start + minutes * MINUTE)
            clashes = any(
                one.worker_id == worker.id and one.period.overlaps(period) for one in bookings
            )
            if clashes:
                tasks.pop()
            else:
                bookings.append(Booking(100 + n, worker.id, period, "assigned", "staffed"))
    everybody = [person.id for person in people]
    allowed = {
        task.id: frozenset(draw(some.lists(some.sampled_from(everybody), unique=True)))
        for task in tasks
    }
    days = Scene(
        branch_id=1,
        zone=ZONE,
        point=Point(31.22, 121.46),
        first=MONDAY,
        until=UNTIL,
        at=at(MONDAY, 7 * 60),
        figures=FIGURES,
        people=people,
        tasks=tuple(tasks),
        bookings=tuple(bookings),
        times={},
        asked=frozenset(),
        said={},
    )
    return days, allowed


@settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(scenes())
def test_nobody_is_proposed_for_two_places_or_against_the_gate(
    drawn: tuple[Scene, dict[int, frozenset[int]]],
):
    """Requirement 1.5: a proposal keeps every rule; the gate's word and what stands come first."""
    days, allowed = drawn
    tasks = {task.id: task for task in days.tasks}
    people = {person.id: person for person in days.people}

    posed = pose(days, allowed)
    plan = rota.solve(posed.problem, stop=rota.Iterations(200), seed=1).plan

    rounds: dict[int, list[tuple[Period, Point | None]]] = {person: [] for person in people}
    sent: dict[int, set[int]] = {}
    for proposed in plan:
        task, worker = tasks[number(proposed.visit)], number(proposed.worker)
        starts = posed.problem.horizon.instant(proposed.starts)
        period = Period(starts, starts + task.minutes * MINUTE)
        if task.status != "open":
            continue
        assert worker in allowed[task.id]
        assert task.window.start <= period.start
        assert period.end <= task.window.end
        assert not any(leave.overlaps(period) for leave in people[worker].leaves)
        sent.setdefault(task.id, set()).add(worker)
        rounds[worker].append((period, task.point))
    assert all(len(workers) == tasks[visit].people for visit, workers in sent.items())
    for worker, stops in rounds.items():
        stops.sort(key=lambda stop: stop[0].start)
        for (one, here), (other, there) in pairwise(stops):
            way = timedelta(seconds=seconds_between(people[worker].mode, here, there) or 0)
            assert one.end + way <= other.start
        standing = [one.period for one in days.bookings if one.worker_id == worker]
        assert not any(one.overlaps(period) for one in standing for period, _point in stops)
