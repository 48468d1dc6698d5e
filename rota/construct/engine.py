"""Regret insertion, then ruin and recreate."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from random import Random

from rota.construct.board import Board
from rota.construct.fits import Fits
from rota.construct.seek import Seeker
from rota.construct.slots import Finder
from rota.construct.state import Part, Placement, State
from rota.engine import Found, Status, Task
from rota.problem import Assignment, Plan, Problem, Visit
from rota.score import Score
from rota.stops import Iterations

MOST_REMOVED = 12
"""The most visits that one ruin takes out."""

ENOUGH = 3
"""How many placements a regret is computed from."""

REGRETS = 0.5
"""How often visits are put back by regret; else in random order."""

BLINKS = 0.1
"""How often a placement is passed over."""

BEARABLE = 100
"""The search goes on from plans dearer than the best by one part in so many."""

IMPATIENCE = 2_000
"""Iterations without gain after which a small search space is taken to be exhausted."""


class PlainEngine:
    """The plain engine."""

    name = "plain"

    def supports(self, problem: Problem) -> str | None:
        """Return None: it asks the rules and prices themselves."""
        del problem
        return None

    def run(self, task: Task) -> Found:
        """Search until the clock is over; placing the initial plan is not counted."""
        return _Search(task).run()


ENGINE = PlainEngine()


class _Search:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.lookup = task.lookup
        self.random = Random(task.seed)
        self.state = State(task.lookup)
        self.finder = Finder(self.state)
        self.board = Board(self.state)
        self.seeker = Seeker(self.state, self.finder, self.board, Fits(self.state))
        self.iterations = 0
        self.steps = 0

    def run(self) -> Found:
        if self.task.initial_plan:
            self._start_from(self.task.initial_plan)
        visits = self.lookup.problem.visits
        left = [visit for visit in visits if visit.id not in self.state.crews]
        if not self._insert(left):
            status: Status = "cancelled" if self.task.clock.cancelled() else "stopped"
            return Found(self.state.plan(), 0, status, self.steps)
        self.state.forget_log()
        best = self.state.score
        self.task.report(best, self.iterations)
        plan, status = self._improve(best)
        return Found(plan, self.iterations, status)

    def _start_from(self, plan: Plan) -> None:
        """Place what is legal of an initial plan, visit by visit; the rest is inserted anew."""
        by_visit: dict[str, list[Assignment]] = {}
        for assignment in plan:
            by_visit.setdefault(assignment.visit, []).append(assignment)
        for visit in self.lookup.problem.visits:
            parts = self._parts(visit, by_visit.get(visit.id, ()))
            if parts and not next(self.finder.barred(visit, parts), None):
                self.state.put(visit, parts)

    def _parts(self, visit: Visit, assignments: Iterable[Assignment]) -> list[Part]:
        by_role = {one.role: one for one in assignments}
        parts = []
        for role in visit.roles:
            one = by_role.get(role.id)
            shift = (
                one
                and one.worker in self.lookup.workers
                and self.lookup.shift_at(one.worker, one.starts)
            )
            if one and shift:
                parts.append(Part(role, one.worker, shift, one.starts))
        return parts

    def _insert(self, visits: Sequence[Visit]) -> bool:
        """
        Place visits, the one that would lose most by waiting first; False if time was up before.

        Regrets are brought up to date when a visit comes to the top, not before.
        """
        heap: list[tuple[tuple[int, int, int], int]] = []
        for number, visit in enumerate(visits):
            if self._is_cut_short():
                return False
            key = self._urgency(visit, self._best(visit))
            heapq.heappush(heap, (key, number))
        while heap:
            if self._is_cut_short():
                return False
            key, number = heapq.heappop(heap)
            visit = visits[number]
            placements = self._best(visit)
            fresh = self._urgency(visit, placements)
            if heap and fresh > heap[0][0] and fresh != key:
                heapq.heappush(heap, (fresh, number))
            elif placements and placements[0].price < (0, 0):
                self.state.put(visit, placements[0].parts)
        return True

    def _insert_as_they_come(self, visits: Sequence[Visit]) -> bool:
        """Place visits in this order, now and then passing over a placement, for variety."""
        for visit in visits:
            if self._is_cut_short():
                return False
            for placement in self._best(visit):
                if placement.price < (0, 0) and self.random.random() >= BLINKS:
                    self.state.put(visit, placement.parts)
                    break
        return True

    def _best(self, visit: Visit) -> list[Placement]:
        self.board.catch_up()
        return self.seeker.best(visit, ENOUGH)

    def _urgency(self, visit: Visit, placements: Sequence[Placement]) -> tuple[int, int, int]:
        """Return a key that is smaller for more urgent visits."""
        if not placements:
            return -visit.priority, 0, 0
        best = placements[0]
        if len(placements) == 1:
            return -visit.priority, -1, best.cost
        second = placements[1]
        lost = (second.service - best.service) * 1_000_000 + second.cost - best.cost
        return -visit.priority, 0, -lost

    def _improve(self, best: Score) -> tuple[Plan, Status]:
        """
        Ruin and recreate until the clock is over; return the best plan met.

        The search goes on from plans that are a little dearer than the best, so as not to get
        stuck; never from one that serves less.
        """
        visits = [
            visit
            for visit in self.lookup.problem.visits
            if any(self.finder.fit(visit.id, role.id) for role in visit.roles)
        ]
        dry, now, plan = 0, best, self.state.plan()
        while not self._is_over():
            if not visits or dry >= IMPATIENCE + 50 * len(visits):
                return plan, "finished"
            self.iterations += 1
            self.task.report(best, self.iterations)
            mark = self.state.mark()
            left_behind: set[str] = set()
            for visit in self._ruin(visits):
                if visit.id in self.state.crews:
                    left_behind.update(worker for worker, _ in self.state.crews[visit.id])
                    self.state.take(visit)
            left = [visit for visit in visits if visit.id not in self.state.crews]
            self.random.shuffle(left)
            insert = self._insert if self.random.random() < REGRETS else self._insert_as_they_come
            is_whole = insert(left[: 2 * MOST_REMOVED])
            score = self.state.score
            bearable = best._replace(cost=best.cost + abs(best.cost) // BEARABLE)
            if not is_whole or score > max(now, bearable) or not self._is_legal(left_behind):
                self.state.back_to(mark)
                self.iterations -= not is_whole
                dry += 1
                continue
            self.state.forget_log()
            now, dry = score, dry + 1
            if score < best:
                best, dry, plan = score, 0, self.state.plan()
                self.task.clock.gain()
        return plan, "cancelled" if self.task.clock.cancelled() else "stopped"

    def _is_legal(self, workers: Iterable[str]) -> bool:
        """
        Test whether the rounds of `workers` are legal. Fewer visits can break a rule as well: the
        way past the one that is gone may be too long, or the day begin too early.
        """
        return not any(
            any(self.state.broken_in(round_))
            for worker in workers
            for round_ in self.state.by_worker[worker]
        )

    def _ruin(self, visits: Sequence[Visit]) -> list[Visit]:
        """Choose visits that have something to do with one another."""
        seed = self.random.choice(visits)
        size = self.random.randint(1, min(MOST_REMOVED, len(visits)))
        series = self.lookup.series_of.get(seed.id)
        if series and self.random.random() < 0.3:
            return [self.lookup.visits[visit] for visit in series.visits]
        crew = self.state.crews.get(seed.id)
        if crew and self.random.random() < 0.3:
            day = self.lookup.day(crew[0][1].starts)
            workers = [worker for worker, _ in crew]
            return [
                stop.visit
                for worker in workers
                for round_ in self.state.by_worker[worker]
                if round_.day == day
                for stop in round_.stops
            ][: 2 * MOST_REMOVED]
        near = sorted(self.random.sample(visits, min(len(visits), 6 * size)), key=self._far(seed))
        return [seed, *near[:size]]

    def _far(self, seed: Visit) -> Callable[[Visit], int]:
        mode = self.lookup.problem.modes[0].name
        opens = seed.windows[0].opens
        rows = self.lookup.travel.rows(mode, self.lookup.travel.number[seed.place])[0]
        places = self.lookup.travel.number

        def distance(visit: Visit) -> int:
            return abs(visit.windows[0].opens - opens) + 2 * abs(int(rows[places[visit.place]]))

        return distance

    def _is_over(self) -> bool:
        return self.task.clock.is_over(self.iterations)

    def _is_cut_short(self) -> bool:
        """Test whether to stop within an iteration: when time is up, not when it is the last."""
        self.steps += 1
        stop = self.task.clock.stop
        if self.iterations == 0 and isinstance(stop, Iterations) and stop.first_steps is not None:
            return self.steps >= stop.first_steps
        return self.task.clock.is_over(self.iterations - 1)
