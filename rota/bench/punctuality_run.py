"""`rota bench punctuality`: whose clients wait, if days are as uncertain as they are."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from statistics import mean

from rota.bench.city import Mode, make_city
from rota.bench.city_run import interval, is_there
from rota.bench.city_solvers import SOLVERS
from rota.bench.machine import banner, version_of
from rota.bench.punctuality import OURS, Setting, live_through, plan_with
from rota.bench.results import append, read
from rota.problem import Plan

MOST_TRAVEL = 1.03
"""How much more travel than the peer's may be spent on being on time."""

MOST_LATE = 0.5
"""Late visits that are aimed at, as a share of the peer's."""

TRAVEL_BUFFERS = (0, 30)
WORK_BUFFERS = (0, 10, 20, 30, 40, 50, 65, 80)
LATE_WORTHS = (300, 1_000, 3_000, 10_000, 30_000, 50_000, 100_000)


@dataclass(frozen=True, slots=True)
class Line:
    """One plan and what became of it: a line of the CSV."""

    engine: str
    version: str
    workers: int
    visits: int
    mode: str
    day: int
    travel_buffer: int
    work_buffer: int
    late_worth: int
    seconds: float
    clock: str
    days: int
    unassigned: int = 0
    travel: int = 0
    late: float = 0.0
    lateness: float = 0.0
    wall: float = 0.0
    processor: float = 0.0

    @property
    def setting(self) -> Setting:
        return Setting(self.travel_buffer, self.work_buffer, self.late_worth)


@dataclass(frozen=True, slots=True)
class Summary:
    """One setting of one engine over all days."""

    engine: str
    setting: Setting
    lines: tuple[Line, ...]

    @property
    def serves_all(self) -> bool:
        return all(not line.unassigned for line in self.lines)

    @property
    def travel(self) -> float:
        return mean(line.travel for line in self.lines)

    @property
    def late(self) -> float:
        return mean(line.late for line in self.lines)


def add_to(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the benchmark to the command line."""
    one = kinds.add_parser(
        "punctuality", help="late visits on uncertain days, beside other engines"
    )
    one.add_argument("--workers", type=int, default=25)
    one.add_argument("--visits", type=int, default=150)
    one.add_argument("--mode", choices=("slack", "tight"), default="slack")
    one.add_argument("--seconds", type=float, default=10.0, help="for each plan")
    one.add_argument("--seeds", type=int, default=5, help="cities 1 to this")
    one.add_argument("--days", type=int, default=2_000, help="uncertain days lived through")
    one.add_argument("--clock", choices=("wall", "processor"), default="wall")
    one.add_argument("--engines", nargs="*", default=[*SOLVERS], choices=[*SOLVERS])
    one.add_argument("--travel-buffers", nargs="*", type=int, default=TRAVEL_BUFFERS)
    one.add_argument("--work-buffers", nargs="*", type=int, default=WORK_BUFFERS)
    one.add_argument("--late-worths", nargs="*", type=int, default=LATE_WORTHS)
    one.add_argument("--results", type=Path, default=Path("punctuality.csv"), help="resumed")
    one.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    engines = [name for name in given.engines if is_there(name)]
    print(banner("numba", *(package for _solve, package in SOLVERS.values() if package)))
    print(
        f"{given.workers} workers, {given.visits} visits, {given.mode}, {given.seeds} cities, "
        f"{given.seconds:g} s of {given.clock} time, one core each: {', '.join(engines)}; "
        f"{given.days} days: travel CV 0.25, work CV 0.2, late from 10 min"
    )
    known = {_key(line): line for line in read(given.results, Line)}
    lines = []
    for day in range(1, given.seeds + 1):
        for name in engines:
            for setting in settings(name, given):
                asked = _asked(name, day, setting, given)
                line = known.get(_key(asked))
                if line is None:
                    line = measure(asked)
                    append(given.results, line)
                    print(describe(line), flush=True)
                lines.append(line)
    return report(lines)


def settings(name: str, given: argparse.Namespace) -> Iterator[Setting]:
    """Yield the ways in which an engine is asked to be careful."""
    if name == OURS:
        yield from (Setting(0, 0, worth) for worth in given.late_worths)
    else:
        buffers = product(given.travel_buffers, given.work_buffers)
        yield from (Setting(travel, work, 0) for travel, work in buffers)


def _asked(name: str, day: int, setting: Setting, given: argparse.Namespace) -> Line:
    return Line(
        engine=name,
        version=version_of(SOLVERS[name][1]),
        workers=given.workers,
        visits=given.visits,
        mode=given.mode,
        day=day,
        travel_buffer=setting.travel_buffer,
        work_buffer=setting.work_buffer,
        late_worth=setting.late_worth,
        seconds=given.seconds,
        clock=given.clock,
        days=given.days,
    )


def _key(line: Line) -> tuple[object, ...]:
    asked = (line.engine, line.version, line.workers, line.visits, line.mode, line.day)
    return (*asked, line.setting, line.seconds, line.clock, line.days)


def measure(asked: Line) -> Line:
    """Let an engine plan in a process of its own, and live through its plan here."""
    city = make_city(asked.workers, asked.visits, _mode(asked.mode), asked.day)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        work = pool.submit(_plan, asked)
        plan, wall, processor = work.result()
    kept = live_through(city, plan, days=asked.days, seed=asked.day)
    return replace(
        asked,
        unassigned=kept.unassigned,
        travel=kept.travel,
        late=round(kept.late, 4),
        lateness=round(kept.lateness, 2),
        wall=round(wall, 2),
        processor=round(processor, 2),
    )


def _mode(name: str) -> Mode:
    return "tight" if name == "tight" else "slack"


def _plan(asked: Line) -> tuple[Plan, float, float]:
    city = make_city(asked.workers, asked.visits, _mode(asked.mode), asked.day)
    about = asked.seconds, asked.day, asked.clock
    return plan_with(asked.engine, city, asked.setting, *about)


def describe(line: Line) -> str:
    """Say on one line what became of a plan."""
    return (
        f"city {line.day:2} {line.engine:8} {line.setting!s:28} left out {line.unassigned:3}, "
        f"travel {line.travel:7,} s, late {line.late:6.2f}; processor {line.processor:.1f} of "
        f"{line.wall:.1f} s"
    )


def report(lines: Sequence[Line]) -> int:
    """Print every setting and the comparison; return 1 unless the aim is kept."""
    groups: dict[tuple[str, Setting], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.engine, line.setting), []).append(line)
    found = [Summary(*key, tuple(group)) for key, group in groups.items()]
    print(
        f"\n{'':8}{'asked to be careful by':32}{'left out':>9}{'travel, s':>11}{'late a day':>12}"
    )
    for one in found:
        left_out = sum(line.unassigned for line in one.lines)
        print(f"{one.engine:8}{one.setting!s:32}{left_out:9}{one.travel:11,.0f}{one.late:12.3f}")
    whole = [one for one in found if one.serves_all]
    ours = [one for one in whole if one.engine == OURS]
    peers = [one for one in whole if one.engine != OURS]
    if not ours or not peers:
        print("Nothing to compare: nobody serves everybody in every city.")
        return 1
    print("\nOf those that serve everybody, the least late, and ours with at most 3 % more travel:")
    kept = [_compare(name, some, ours) for name, some in _by_engine(peers).items()]
    best = min(peers, key=lambda one: one.late)
    print(f"best peer: {best.engine}, {best.setting}")
    return 0 if all(kept) else 1


def _by_engine(found: Sequence[Summary]) -> Mapping[str, list[Summary]]:
    engines: dict[str, list[Summary]] = {}
    for one in found:
        engines.setdefault(one.engine, []).append(one)
    return engines


def _compare(name: str, peers: Sequence[Summary], ours: Sequence[Summary]) -> bool:
    """Compare a peer's least late setting with ours, and say how it stands with its others."""
    least = min(peers, key=lambda one: one.late)
    print(f"{name}: {_against(least, ours)}")
    for one in sorted(peers, key=lambda one: one.travel):
        if one is not least and not any(
            other.travel <= one.travel and other.late < one.late for other in peers
        ):
            print(f"  {_against(one, ours)}")
    ours_then = best_within(least, ours)
    return ours_then is not None and ours_then.late <= MOST_LATE * least.late


def best_within(peer: Summary, ours: Sequence[Summary]) -> Summary | None:
    """Return our least late setting whose travel is at most 3 % above the peer's, if any."""
    near = [one for one in ours if one.travel <= MOST_TRAVEL * peer.travel]
    return min(near, key=lambda one: one.late, default=None)


def _against(peer: Summary, ours: Sequence[Summary]) -> str:
    about = f"{peer.setting}: {peer.late:.3f} late, {peer.travel:,.0f} s"
    mine = best_within(peer, ours)
    if mine is None:
        return f"{about}; ours travels more than 3 % further"
    low, high = interval([
        one.late - MOST_LATE * other.late for one, other in zip(mine.lines, peer.lines, strict=True)
    ])  # fmt: skip
    share = mine.late / peer.late if peer.late else 1.0
    return (
        f"{about}; ours ({mine.setting}) {mine.late:.3f} late ({share:.0%}), "
        f"{100 * (mine.travel / peer.travel - 1):+.1f} % travel; late less half the peer's: "
        f"{low:+.3f} to {high:+.3f} (95 %)"
    )
