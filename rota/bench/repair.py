"""`rota bench repair`: how fast and how gently a day is mended when people fall sick."""

import argparse
import time
from dataclasses import dataclass
from random import Random

from rota.bench.desk import city, fill
from rota.bench.machine import banner
from rota.desk import Desk
from rota.model import Model
from rota.problem import Plan
from rota.repair import Repair, Sick, options

FIRST_DAY = "2026-11-23"
MOST_SECONDS_ONE = 1.0
MOST_SECONDS_MANY = 5.0
MOST_OTHERS = 5
LEAST_KEPT = 0.99
SICK_SHARE = 0.03


@dataclass(frozen=True, slots=True)
class Mended:
    """How one outage was mended."""

    sick: int
    orphaned: int
    seconds: float
    placed_first: int
    placed_best: int
    others: int
    kept: float
    """The share of the visits that no sick worker had that stay as they are."""


def run_repair(*, workers: int, visits: int, days: int, seed: int) -> list[Mended]:
    """Fill a day, let one worker after another fall sick (`days` times), then three in a hundred."""
    dice = Random(seed)
    problem = city(workers, visits, 1, dice)
    plan = Plan.of(fill(problem, visits))
    desk = Desk(problem, plan)
    busy = sorted({one.worker for one in plan})
    morning = Model(FIRST_DAY)
    since = morning.moment(morning.at("06:00"))
    found = [_mend(desk, [Sick(dice.choice(busy), since)]) for _ in range(days)]
    several = dice.sample(busy, max(1, round(SICK_SHARE * workers)))
    return [*found, _mend(desk, [Sick(worker, since) for worker in several])]


def _mend(desk: Desk, events: list[Sick]) -> Mended:
    planned = len(desk.plan().visits())
    began = time.perf_counter()
    ways = options(desk, events)
    first = next(ways)
    seconds = time.perf_counter() - began
    best = min([first, *([next(ways)] if first.left_out else [])], key=lambda one: one.order)
    orphaned = len(first.moves)
    return Mended(
        sick=len(events),
        orphaned=orphaned,
        seconds=seconds,
        placed_first=_placed(first),
        placed_best=_placed(best) - len(best.others),
        others=len(best.others),
        kept=1 - len(best.others) / (planned - orphaned),
    )


def _placed(option: Repair) -> int:
    return sum(bool(move.after) for move in option.moves)


def report(found: list[Mended]) -> str:
    """Return the outages as a table."""
    names = f"{'sick':>5}{'orphaned':>10}{'first option, s':>17}{'placed':>8}{'with room':>11}"
    lines = [names + f"{'others moved':>14}{'promises kept':>15}"]
    lines += [
        f"{one.sick:5}{one.orphaned:10}{one.seconds:17.2f}{one.placed_first:8}{one.placed_best:11}"
        f"{one.others:14}{one.kept:15.2%}"
        for one in found
    ]
    return "\n".join(lines)


def is_kept(one: Mended) -> bool:
    """Test whether an outage was mended within the aims."""
    if one.sick == 1:
        return one.seconds <= MOST_SECONDS_ONE and one.others <= MOST_OTHERS
    return one.seconds <= MOST_SECONDS_MANY and one.kept >= LEAST_KEPT


def add_to(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `rota bench repair` to the command line."""
    one = kinds.add_parser("repair", help="mending a day when people fall sick")
    one.add_argument("--workers", type=int, default=1_000)
    one.add_argument("--visits", type=int, default=5_000)
    one.add_argument("--days", type=int, default=10, help="single sick workers to try")
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    found = run_repair(workers=given.workers, visits=given.visits, days=given.days, seed=given.seed)
    print(f"{banner('numpy', 'numba')}; {given.workers} workers, {given.visits} visits")
    print(report(found))
    return 0 if all(is_kept(one) for one in found) else 1
