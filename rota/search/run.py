"""Leading one search through its time: starts, temperatures, the best plan met."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from rota.core import layout
from rota.core.layout import NEVER, Tables, Whole
from rota.core.rulebook import Rules
from rota.search.anneal import anneal
from rota.search.districts import District, are_apart, can_be_cut, cut, gather
from rota.search.plans import place_missing, take_up
from rota.stops import Clock, Iterations, NoGain, Seconds

LEVELS = 400
"""Steps in which the temperature falls; a run is repeated by its iterations at each of them."""

SMALLEST_BATCH = 20
LARGEST_BATCH = 2000
SECONDS_PER_BATCH = 0.02

LEVELS_OF_AN_EPOCH = 4
LEAST_STEPS_OF_AN_EPOCH = 2
"""Steps a task between two cuts into districts, at least: cutting must not take all the time."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the search: its share of the time, and how hot it begins and ends."""

    share: float
    hot: float
    cool: float
    afresh: bool
    """Whether it starts from wherever the search is, to find a basin of its own."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a search goes about it. Heat is in typical legs."""

    legs: tuple[Leg, ...] = (
        Leg(0.2, 6.5, 0.065, afresh=True),
        Leg(0.2, 6.5, 0.065, afresh=True),
        Leg(0.6, 0.8, 0.065, afresh=False),
    )
    mean_removed: float = 20.0
    longest_string: int = 10
    mate_share: float = 0.0
    blindness: float = 0.03


APART = Settings(legs=(Leg(1.0, 1.5, 0.065, afresh=False),), mean_removed=14.0)
"""For days whose rounds know nothing of each other: less has to give way for a change."""

BY_DISTRICT = Settings(legs=(Leg(1.0, 6.5, 0.065, afresh=False),))
"""For large days: there is no time to find several basins, and districts differ anyway."""

GOING_ON = Settings(legs=(Leg(1.0, 0.8, 0.065, afresh=False),))
"""For a search that has a good plan to begin with: no warmer than when it would be reheated."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What repeats a timed run exactly: the iterations made at each temperature."""

    iterations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Best:
    rows: Whole
    tally: Whole
    opens: Whole | None

    def value(self) -> tuple[int, int]:
        return int(self.tally[2]), int(self.tally[0] + self.tally[1])


def search(
    tables: Tables,
    clock: Clock,
    better: Callable[[int], None] | None = None,
    settings: Settings | None = None,
    pace: Pace | None = None,
    rules: Rules | None = None,
    cores: int = 1,
) -> Pace:
    """
    Improve the plan in `tables` until `clock` says stop; leave the best plan in `tables.best`.

    With a budget of iterations, or a `pace`, the result depends on the tables and their seed only.

    :param better: told the iterations made, whenever the best plan has become better
    :param pace: what an earlier timed run returned, to repeat it
    :param rules: what the plan has to keep besides; None: nothing
    :param cores: threads for a day that can be cut into districts; the plan does not depend on it
    """
    if is_by_district(tables, rules):
        settings = settings or BY_DISTRICT
        return _SearchByDistrict(tables, rules, clock, better, settings, pace, cores).run()
    if settings is None:
        settings = APART if rules is None and are_apart(tables) else Settings()
    return _Search(tables, rules, clock, better, settings, pace).run()


def is_by_district(tables: Tables, rules: Rules | None) -> bool:
    """Test whether the day is searched in districts, on as many cores as there are."""
    return rules is None and can_be_cut(tables)


class _Search:
    def __init__(
        self,
        tables: Tables,
        rules: Rules | None,
        clock: Clock,
        better: Callable[[int], None] | None,
        settings: Settings,
        pace: Pace | None,
    ) -> None:
        self.tables = tables
        self.rules = rules
        self.clock = clock
        self.better = better
        self.settings = settings
        self.pace = pace
        self.made = 0
        self.at_level = [0] * LEVELS
        self.seeing = math.log(1.0 - settings.blindness)
        self.leg_price = typical_leg(tables)
        self.champion: _Best | None = None

    def run(self) -> Pace:
        tables = self.tables
        place_missing(tables, self.seeing, self.rules)
        self._note()
        if tables.fit.any():
            if self.pace:
                self._repeat(self.pace)
            else:
                self._descend()
        self._note()
        if self.champion:
            tables.best[:] = self.champion.rows
            tables.best_tally[:] = self.champion.tally
            if self.rules is not None and self.champion.opens is not None:
                self.rules.best_open[:] = self.champion.opens
        return Pace(tuple(self.at_level))

    def _descend(self) -> None:
        batch = SMALLEST_BATCH
        leg = -1
        level = 0
        while not self.clock.is_over(self.made):
            fraction = self._fraction()
            level = min(LEVELS - 1, int(fraction * LEVELS))
            leg = self._enter(leg, level)
            room = LARGEST_BATCH
            if isinstance(self.clock.stop, Iterations):
                limit = self.clock.stop.limit
                to_next = -(-limit * (level + 1) // LEVELS) - self.made
                room = max(1, min(to_next, limit - self.made))
            before = self.clock.seconds()
            self._anneal(level, min(batch, room))
            spent = self.clock.seconds() - before
            if spent < SECONDS_PER_BATCH / 2:
                batch = min(LARGEST_BATCH, batch * 2)
            elif spent > SECONDS_PER_BATCH * 2:
                batch = max(SMALLEST_BATCH, batch // 2)

    def _repeat(self, pace: Pace) -> None:
        leg = -1
        for level, iterations in enumerate(pace.iterations):
            leg = self._enter(leg, level)
            if iterations:
                self._anneal(level, iterations)

    def _fraction(self) -> float:
        if isinstance(self.clock.stop, NoGain):
            seconds = self.clock.stop.seconds
            return self.clock.seconds() % seconds / seconds if seconds else 1.0
        return self.clock.fraction(self.made)

    def _enter(self, leg: int, level: int) -> int:
        """Begin the leg that `level` belongs to, if it is another than `leg`."""
        now = self._leg_of(level)[0]
        if now != leg:
            self._note()
            if self.settings.legs[now].afresh:
                self.tables.best_tally[0] = NEVER
            elif self.champion:
                take_up(
                    self.tables,
                    self.champion.rows,
                    self.champion.tally,
                    self.rules,
                    self.champion.opens,
                )
        return now

    def _leg_of(self, level: int) -> tuple[int, float]:
        """Return the number of the leg at `level`, and how far through it the level is."""
        done = level / LEVELS
        for number, leg in enumerate(self.settings.legs):
            if done < leg.share or number == len(self.settings.legs) - 1:
                return number, min(1.0, done / leg.share)
            done -= leg.share
        raise AssertionError("a search has legs")

    def _anneal(self, level: int, iterations: int) -> None:
        number, through = self._leg_of(level)
        leg = self.settings.legs[number]
        heat = self.leg_price * leg.hot * (leg.cool / leg.hot) ** through
        made = self._walk(iterations, heat)
        self.made += made
        self.at_level[level] += made
        self._note()

    def _walk(self, iterations: int, heat: float) -> int:
        """Make so many steps at a temperature; return how many were made."""
        self._anneal_one(self.tables, iterations, heat)
        return iterations

    def _anneal_one(self, tables: Tables, iterations: int, heat: float) -> None:
        anneal(
            tables,
            self.rules,
            iterations,
            heat,
            self.settings.mean_removed,
            self.settings.longest_string,
            self.settings.mate_share,
            self.seeing,
        )

    def _note(self) -> None:
        """Remember the best plan of this leg if it is the best of all."""
        tally = self.tables.best_tally
        value = int(tally[2]), int(tally[0] + tally[1])
        if tally[0] >= NEVER or (self.champion and value >= self.champion.value()):
            return
        opens = None if self.rules is None else self.rules.best_open.copy()
        self.champion = _Best(self.tables.best.copy(), tally.copy(), opens)
        self.clock.gain()
        if self.better:
            self.better(self.made)


class _SearchByDistrict(_Search):
    """Cuts the day anew for every epoch. An epoch is a level of its own, so that it can be repeated."""

    def __init__(
        self,
        tables: Tables,
        rules: Rules | None,
        clock: Clock,
        better: Callable[[int], None] | None,
        settings: Settings,
        pace: Pace | None,
        cores: int,
    ) -> None:
        super().__init__(tables, rules, clock, better, settings, pace)
        self.cores = cores
        self.chance = np.random.default_rng(int(tables.tally[layout.RANDOM]))
        self.tasks = int(tables.tally[layout.TASKS])
        self.cutting = 0.0
        self.rate = 0.0

    def _descend(self) -> None:
        leg = -1
        level = -1
        is_endless = isinstance(self.clock.stop, NoGain)
        while not self.clock.is_over(self.made) and (is_endless or level < LEVELS - 1):
            now = min(LEVELS - 1, int(self._fraction() * LEVELS))
            level = now if is_endless else max(level + 1, now)
            leg = self._enter(leg, level)
            steps = self._epoch(level)
            if not steps:
                break
            self._anneal(level, steps)

    def _epoch(self, level: int) -> int:
        """Return how many steps to make until the next cut; 0 if there is no time for any."""
        fewest = LEAST_STEPS_OF_AN_EPOCH * self.tasks
        match self.clock.stop:
            case Iterations(limit=limit):
                ahead = -(-limit * (level + LEVELS_OF_AN_EPOCH) // LEVELS) - self.made
                return min(max(ahead, fewest), limit - self.made)
            case Seconds(limit=limit):
                left = limit - self.clock.seconds() - self.cutting
            case NoGain(seconds=limit):
                left = limit
        if not self.rate:
            return self.tasks // SMALLEST_BATCH
        wished = max(limit * LEVELS_OF_AN_EPOCH / LEVELS, fewest / self.rate)
        return max(0, int(self.rate * min(wished, left)))

    def _walk(self, iterations: int, heat: float) -> int:
        """Make steps in every district; none of them count if the search is cancelled meanwhile."""
        began = self.clock.seconds()
        districts = cut(self.tables, self.chance)
        ready = self.clock.seconds()
        sizes = [int(one.tables.tally[layout.TASKS]) for one in districts]
        shares = [iterations * size // self.tasks for size in sizes]
        shares[int(np.argmax(sizes))] += iterations - sum(shares)

        def walk(one: District, steps: int) -> None:
            while steps > 0 and not self.clock.cancelled():
                self._anneal_one(one.tables, min(steps, LARGEST_BATCH), heat)
                steps -= LARGEST_BATCH

        with ThreadPoolExecutor(self.cores) as threads:
            list(threads.map(walk, districts, shares))
        done = self.clock.seconds()
        if self.clock.cancelled():
            return 0
        gather(self.tables, districts)
        self.rate = iterations / max(done - ready, 1e-6)
        self.cutting = self.clock.seconds() - done + ready - began
        return iterations


def typical_leg(tables: Tables) -> float:
    """Return the mean price of a leg to one of the nearest, which scales all temperatures."""
    count, width = tables.near.shape
    if not width:
        return 1.0
    place = tables.rows[:count, layout.PLACE]
    legs = tables.fare[place[:, None], place[tables.near[:, : max(1, width // 4)]]]
    return max(1.0, float(legs.mean()))
