"""`rota bench repair`: how fast and how gently a day is mended when people fall sick."""

import argparse
import time
from collections.abc import Iterator, Sequence
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
LEAST_OF_LONGER = 0.95


@dataclass(frozen=True, slots=True)
class Mended:
    """How one outage was mended."""

    sick: int
    orphaned: int
    seconds: float
    processor: float
    placed: int
    others: int
    kept: float
    """The share of the visits that no sick worker had that stay as they are."""
    longer: int
    """Orphaned visits that a repair placed that looked for room for as long as it was given."""


def run_repair(
    *, workers: int, visits: int, days: int, seed: int, longer: float
) -> Iterator[Mended]:
    """
    Fill a day, let one worker after another fall sick (`days` times), then three in a hundred.

    :param longer: seconds that each first option is compared with
    """
    dice = Random(seed)
    problem = city(workers, visits, 1, dice)
    plan = Plan.of(fill(problem, visits))
    desk = Desk(problem, plan)
    busy = sorted({one.worker for one in plan})
    morning = Model(FIRST_DAY)
    since = morning.moment(morning.at("06:00"))
    for _ in range(days):
        yield _mend(desk, [Sick(dice.choice(busy), since)], longer)
    several = dice.sample(busy, max(1, round(SICK_SHARE * workers)))
    yield _mend(desk, [Sick(worker, since) for worker in several], longer)


def _mend(desk: Desk, events: list[Sick], longer: float) -> Mended:
    planned = len(desk.plan().visits())
    wall, processor = time.perf_counter(), time.process_time()
    first = next(options(desk, events))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    orphaned = len(first.moves) - len(first.others)
    best = next(options(desk, events, seconds=longer)) if longer and first.left_out else first
    return Mended(
        sick=len(events),
        orphaned=orphaned,
        seconds=wall,
        processor=processor,
        placed=_placed(first),
        others=len(first.others),
        kept=1 - len(first.others) / (planned - orphaned),
        longer=_placed(best),
    )


def _placed(option: Repair) -> int:
    return sum(bool(move.after) for move in option.moves if move.visit not in option.others)


HEAD = (
    f"{'sick':>5}{'orphaned':>10}{'first option, s':>17}{'cpu, s':>8}{'placed':>8}"
    f"{'longer repair':>15}{'others moved':>14}{'promises kept':>15}"
)


def line(one: Mended) -> str:
    """Say on one line how an outage was mended."""
    return (
        f"{one.sick:5}{one.orphaned:10}{one.seconds:17.2f}{one.processor:8.2f}{one.placed:8}"
        f"{one.longer:15}{one.others:14}{one.kept:15.2%}"
    )


def share_of_longer(found: Sequence[Mended]) -> float:
    """Return the orphaned visits that first options place, of those that longer repairs place."""
    most = sum(max(one.longer, one.placed) for one in found)
    return sum(one.placed for one in found) / most if most else 1.0


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
    one.add_argument("--longer", type=float, default=60.0, help="seconds to compare with")
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    print(
        f"{banner('numpy', 'numba')}; {given.workers} workers, {given.visits} visits, "
        f"seed {given.seed}; longer repair: {given.longer:g} s"
    )
    print(HEAD)
    found = []
    for one in run_repair(
        workers=given.workers,
        visits=given.visits,
        days=given.days,
        seed=given.seed,
        longer=given.longer,
    ):
        found.append(one)
        print(line(one), flush=True)
    single = [one for one in found if one.sick == 1]
    share = share_of_longer(single)
    print(f"one sick: first options place {share:.1%} of what longer repairs place")
    return 0 if all(is_kept(one) for one in found) and share >= LEAST_OF_LONGER else 1
