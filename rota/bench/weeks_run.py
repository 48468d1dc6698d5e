"""`rota bench weeks`: a fortnight with series, history, rest, limits and breaks, judged twice."""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean, median

from rota.bench.machine import banner, most_mebibytes
from rota.bench.weeks import make_weeks
from rota.bench.weeks_judge import days_of_work, flaws
from rota.checks import check
from rota.core import warm
from rota.problem import Plan, Problem
from rota.solve import Result, solve
from rota.stops import Seconds

MOST_LEFT_OUT = 0.005
"""The share of the visits that may be left out for the benchmark to be passed."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Continuity:
    """How many people the clients with several visits get to know."""

    clients: int
    workers: tuple[int, ...]
    """By client, the number of different workers in the first role."""
    main_share: tuple[float, ...]
    """By client, the share of the visits made by whoever comes most often."""


def continuity(problem: Problem, plan: Plan) -> Continuity:
    """Return who comes to the clients that have two visits or more."""
    client_of = {visit.id: visit.client for visit in problem.visits}
    anchor = {visit.id: visit.roles[0].id for visit in problem.visits}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for one in plan:
        if one.role == anchor[one.visit]:
            seen[client_of[one.visit]][one.worker] += 1
    several = [count for count in seen.values() if count.total() > 1]
    return Continuity(
        clients=len(several),
        workers=tuple(len(count) for count in several),
        main_share=tuple(max(count.values()) / count.total() for count in several),
    )


def hours_by_week(problem: Problem, plan: Plan) -> dict[tuple[int, int], list[int]]:
    """Return the seconds that each worker works in each calendar week, what is behind included."""
    first = problem.horizon.dates()[0]
    weeks = sorted({on.isocalendar()[:2] for on in problem.horizon.dates()})
    found: dict[tuple[int, int], list[int]] = {week: [] for week in weeks}
    days = days_of_work(problem, plan)
    for worker in problem.workers:
        worked = Counter({weeks[0]: worker.history.week_worked})
        for day in days[worker.id]:
            on = first + timedelta(days=day.day)
            worked[on.isocalendar()[:2]] += day.back - day.sets_out
        for week in weeks:
            found[week].append(worked[week])
    return found


def add_to(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the benchmark to the command line."""
    one = kinds.add_parser("weeks", help="a fortnight with series, rest, limits and breaks")
    one.add_argument("--workers", type=int, default=100)
    one.add_argument("--visits", type=int, default=300, help="a day, on average")
    one.add_argument("--days", type=int, default=14)
    one.add_argument("--seconds", type=float, default=60.0)
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--cores", type=int, default=1)
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    warm(print)
    print(banner("numpy", "numba"))
    problem = make_weeks(given.workers, given.visits, given.days, given.seed)
    print(
        f"{given.workers} workers, {given.days} days, {len(problem.visits)} visits, "
        f"{len(problem.series)} series; {given.seconds:g} s, {given.cores} cores, "
        f"seed {given.seed}",
        flush=True,
    )
    processor = time.process_time()
    result = solve(problem, stop=Seconds(given.seconds), seed=given.seed, cores=given.cores)
    processor = time.process_time() - processor
    most = most_mebibytes()
    broken = [one.rule for one in check(problem, result.plan)]
    found = flaws(problem, result.plan)
    print("\n".join(report(problem, result)))
    print(
        f"engine {result.replay.engine}, {result.replay.iterations:,} steps, "
        f"{result.seconds:.1f} s wall, {processor:.1f} s processor, {most} MiB"
    )
    print(f"rules broken: {len(broken)} by the checks, {len(found)} by the other judge")
    for flaw in [*broken, *found][:10]:
        print(f"  {flaw}")
    left_out = len(result.left_out) / max(1, len(problem.visits))
    return 0 if not broken and not found and left_out <= MOST_LEFT_OUT else 1


def report(problem: Problem, result: Result) -> list[str]:
    """Say in lines what a plan over weeks comes to."""
    left, whole = len(result.left_out), len(problem.visits)
    cost = result.score.fen / 100
    lines = [f"left out {left} of {whole} ({left / max(1, whole):.2%}), cost {cost:,.0f} yuan"]
    people = continuity(problem, result.plan)
    if people.clients:
        lines.append(
            f"workers per client with several visits ({people.clients}): mean "
            f"{mean(people.workers):.2f}, median {median(people.workers):g}, most "
            f"{max(people.workers)}; one worker for "
            f"{people.workers.count(1) / people.clients:.0%}; visits by the main worker: mean "
            f"{mean(people.main_share):.0%}"
        )
    limits = [worker.limits.most_week for worker in problem.workers if worker.limits.most_week]
    for week, worked in hours_by_week(problem, result.plan).items():
        lines.append(f"week {week[0]}-W{week[1]:02}: {_hours(worked, limits)}")
    return lines


def _hours(worked: Sequence[int], limits: Sequence[int]) -> str:
    least, most = min(worked) / HOUR, max(worked) / HOUR
    allowed = f", at most {min(limits) / HOUR:g} h allowed" if limits else ""
    return f"{least:.1f} h least, {median(worked) / HOUR:.1f} h median, {most:.1f} h most{allowed}"
