"""`rota bench desk`: how long a dispatcher waits for an answer, at the size of a big city."""

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from rota.bench.machine import banner
from rota.desk import Change, Desk
from rota.model import Model
from rota.problem import Assignment, Place, Plan, Problem, Visit

FIRST_DAY = "2026-11-23"
SKILLS = ("cleaning", "cooking", "care", "baby", "repair")
QUARTER = timedelta(minutes=15)
LENGTHS = (30, 45, 60, 90)
REACH_DEGREES = 0.18


Took = tuple[float, float]
"""Wall time and processor time, in seconds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """
    Latencies of one kind of question, in milliseconds, and the p99 that is aimed at.

    `processor` is the p99 of processor time: what the p99 would be if nothing else were running.
    """

    name: str
    asked: int
    median: float
    p99: float
    worst: float
    processor: float
    aim: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of the benchmark found."""

    figures: tuple[Figure, ...]
    served: int
    compared: int
    equal: int
    """Of the top prices compared with trying everything, how many were equal."""


def run_desk(
    *, workers: int, visits: int, days: int, questions: int, seed: int, compare: int
) -> Measured:
    """
    Fill a city's days, ask as many `questions` of each kind, and return the latencies.

    :param visits: a day
    :param compare: for how many questions the top price is compared with trying everything
    """
    dice = Random(seed)
    problem = city(workers, visits, days, dice)
    plan = repeated(problem, fill(problem, visits), days)
    desk = Desk(problem, plan)
    asker = Asker(desk, dice, days)
    asker.recommend(1)
    asker.recommend(1, people=2)
    gc.collect()
    gc.freeze()
    figures = (
        _measure("recommend, one day", 5, questions, lambda: asker.recommend(1)),
        _measure("recommend, two people", 20, questions, lambda: asker.recommend(1, people=2)),
        _measure(f"recommend, {days} days", 20, questions, lambda: asker.recommend(days)),
        _measure("check_change", 10, questions, lambda: asker.move(adopted=False)),
        _measure("adopt", 5, questions, lambda: asker.move(adopted=True)),
    )
    equal = sum(asker.is_best() for _ in range(compare))
    return Measured(figures, len(plan), compare, equal)


class Asker:
    """Asks a desk what a dispatcher would; each question returns the time it took."""

    def __init__(self, desk: Desk, dice: Random, days: int) -> None:
        self.desk, self.dice = desk, dice
        self.served = sorted(desk.plan().visits())
        self.clock = Model(FIRST_DAY, days=days)
        self.asked = 0

    def recommend(self, days: int, *, people: int = 1) -> Took:
        """Ask where a new visit at a new address could go, on any of `days`."""
        visit, place = self._new(days, people)
        return _took(lambda: self.desk.recommend(visit, place=place))

    def move(self, *, adopted: bool) -> Took:
        """Give a visit that is served to another worker who could take it, or ask about it."""
        visit = self.dice.choice(self.served)
        old = self._assignments(visit)
        self.desk.adopt(Change((visit,)))
        found = self.desk.recommend(visit, 3)
        self.desk.adopt(Change((visit,), tuple(old)))
        change = found[-1].change if found else Change((visit,), tuple(old))
        ask = self.desk.adopt if adopted else self.desk.check_change
        return _took(lambda: ask(change))

    def is_best(self) -> bool:
        """Test whether the top price equals that of the best insertion anywhere."""
        visit, place = self._new(1, 1)
        found = self.desk.recommend(visit, 1, place=place)
        every = self.desk.recommend_slowly(visit, 1, place=place)
        return [(one.service, one.cost) for one in found] == [
            (one.service, one.cost) for one in every
        ]

    def _assignments(self, visit: str) -> list[Assignment]:
        crew = self.desk.state.crews[visit]
        return [Assignment(visit, stop.role.id, worker, stop.starts) for worker, stop in crew]

    def _new(self, days: int, people: int) -> tuple[Visit, Place]:
        self.asked += 1
        model, hour = self.clock, self.dice.randint(7, 15)
        place = model.place("asked", *_somewhere(self.dice))
        length = timedelta(minutes=self.dice.choice(LENGTHS))
        roles = [
            model.role(str(number), length, skills={self.dice.choice(SKILLS): 1})
            for number in range(people)
        ]
        model.visit(
            "asked",
            place,
            [model.between(f"{hour:02}:00", f"{hour + 2:02}:00", day) for day in range(days)],
            roles=roles,
            grid=QUARTER,
        )
        problem = model.problem()
        return problem.visits[0], problem.places[0]


def _measure(name: str, aim: float, questions: int, ask: Callable[[], Took]) -> Figure:
    took = [ask() for _ in range(questions)]
    wall, processor = (sorted(1_000 * one[at] for one in took) for at in (0, 1))
    at = min(questions - 1, int(0.99 * questions))
    return Figure(name, questions, statistics.median(wall), wall[at], wall[-1], processor[at], aim)


def _took(ask: Callable[[], object]) -> Took:
    wall, processor = time.perf_counter(), time.thread_time()
    ask()
    return time.perf_counter() - wall, time.thread_time() - processor


def report(measured: Measured) -> str:
    """Return the figures as a table, with what is aimed at."""
    lines = [
        f"{'milliseconds':24}{'asked':>7}{'median':>9}{'p99':>9}{'worst':>9}{'p99 cpu':>9}{'aim':>7}"
    ]
    lines += [
        f"{one.name:24}{one.asked:7}{one.median:9.2f}{one.p99:9.2f}{one.worst:9.2f}"
        f"{one.processor:9.2f}{one.aim:7.0f} {_verdict(one)}"
        for one in measured.figures
    ]
    lines.append(
        f"{measured.served} roles filled; top price equal to trying everything in "
        f"{measured.equal} of {measured.compared} questions"
    )
    return "\n".join(lines)


def _verdict(figure: Figure) -> str:
    """Say whether the aim is kept, and if it is missed, whether others' work is to blame."""
    if figure.p99 <= figure.aim:
        return "kept"
    return "kept by processor time" if figure.processor <= figure.aim else "missed"


def city(workers: int, visits: int, days: int, dice: Random) -> Problem:
    """Return a city: people scattered about, shifts of nine hours, windows of two."""
    model = Model(FIRST_DAY, days=days)
    for number in range(workers):
        home = model.place(f"w{number}", *_somewhere(dice))
        skills = {skill: dice.randint(1, 3) for skill in dice.sample(SKILLS, 3)}
        name = model.worker(f"w{number}", skills=skills)
        opens = dice.choice(("07:00", "08:00", "09:00"))
        for day in range(days):
            start = model.at(opens, day)
            lunch = model.rest(
                model.at("11:00", day), model.at("14:00", day), timedelta(minutes=30)
            )
            model.shift(name, start, start + timedelta(hours=9), start=home, breaks=[lunch])
    for number in range(visits):
        model.place(f"c{number}", *_somewhere(dice))
        hour, minutes = dice.randint(7, 15), dice.choice(LENGTHS)
        skills = {dice.choice(SKILLS): dice.randint(1, 2)}
        for day in range(days):
            model.visit(
                f"v{day}.{number}",
                f"c{number}",
                [model.between(f"{hour:02}:00", f"{hour + 2:02}:00", day)],
                timedelta(minutes=minutes),
                client=f"c{number}",
                skills=skills,
                grid=QUARTER,
            )
    return model.problem()


def fill(problem: Problem, visits: int) -> list[Assignment]:
    """Return a good plan of the first day: each visit where it is cheapest, in random order."""
    desk = Desk(problem, Plan())
    for number in range(visits):
        found = desk.recommend(f"v0.{number}", 1)
        if found:
            desk.adopt(found[0].change)
    return list(desk.plan())


def repeated(problem: Problem, day: list[Assignment], days: int) -> Plan:
    """Return the plan that does every day what the first day does."""
    length = 24 * problem.horizon.ticks_per_hour
    return Plan.of(
        Assignment(
            one.visit.replace("v0.", f"v{number}."),
            one.role,
            one.worker,
            one.starts + number * length,
        )
        for number in range(days)
        for one in day
    )


def _somewhere(dice: Random) -> tuple[float, float]:
    return 31.2 + dice.uniform(-1, 1) * REACH_DEGREES, 121.4 + dice.uniform(-1, 1) * REACH_DEGREES


def add_to(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `rota bench desk` to the command line."""
    one = kinds.add_parser("desk", help="latency of recommending, checking and adopting")
    one.add_argument("--workers", type=int, default=1_000)
    one.add_argument("--visits", type=int, default=5_000, help="a day")
    one.add_argument("--days", type=int, default=14)
    one.add_argument("--questions", type=int, default=1_000, help="of each kind")
    one.add_argument("--compare", type=int, default=20, help="top prices to check by trying all")
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    measured = run_desk(
        workers=given.workers,
        visits=given.visits,
        days=given.days,
        questions=given.questions,
        seed=given.seed,
        compare=given.compare,
    )
    print(
        f"{banner('numpy', 'numba')}; {given.workers} workers, {given.visits} visits a day, seed {given.seed}"
    )
    print(report(measured))
    missed = [one for one in measured.figures if one.p99 > one.aim]
    return 1 if missed or measured.equal < measured.compared else 0
