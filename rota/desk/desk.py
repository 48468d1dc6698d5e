"""A plan kept ready for questions: where could this go, what would that break."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rota.change import Change, Recommendation, Verdict
from rota.checks import Broken
from rota.checks.broken import broken
from rota.checks.hours import hours_rules
from rota.checks.way import way_rules
from rota.constraints import OF_ROUND, OF_VISIT
from rota.construct.board import Board
from rota.construct.fits import Fits
from rota.construct.replay import state_of
from rota.construct.seek import Seeker, first_of_each
from rota.construct.slots import Finder
from rota.construct.state import Part, Placement
from rota.desk.events import Event, Urgent
from rota.desk.happen import tell
from rota.lookup import Lookup
from rota.problem import Assignment, Place, Plan, Problem, Visit
from rota.refused import Flaw, Refused
from rota.rounds import Round
from rota.score import Charge, Level, Score, Term


@dataclass(slots=True)
class _Trial:
    """Something tried out in a desk, undone unless it is made final."""

    is_final: bool = False


class Desk:
    """
    A plan in memory, answering questions about it in milliseconds and taking up changes.

    Others' stops keep their times: what is recommended moves nobody. Making a desk costs about a
    fifth of a millisecond per visit; it is not safe for use by several threads at once.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        """
        Take up `plan`.

        :raises Refused: if it names what the problem does not have, or starts outside shifts
        """
        self.lookup = Lookup(problem)
        self.state = state_of(self.lookup, plan)
        self._ready()

    def _ready(self) -> None:
        self.finder = Finder(self.state)
        self.board = Board(self.state)
        self.seeker = Seeker(self.state, self.finder, self.board, Fits(self.state))

    @property
    def score(self) -> Score:
        """What the plan is worth, broken rules apart."""
        return self.state.score

    def plan(self) -> Plan:
        """Return the plan as it now is."""
        return self.state.plan()

    def recommend(
        self, visit: Visit | str, k: int = 3, *, place: Place | None = None
    ) -> tuple[Recommendation, ...]:
        """
        Return the `k` best ways to serve a visit, each with another worker, cheapest first.

        The first is as cheap as any insertion that moves nobody. Visits with more than two roles,
        optional roles or training pairs are tried more slowly.

        :param visit: a visit of the problem that is not served, or a new one
        :param place: its address, if the problem does not have it
        :raises Refused: if the visit or its place is not known, or the visit is served already
        """
        return self._recommend(visit, k, place, self.seeker.best)

    def recommend_slowly(
        self, visit: Visit | str, k: int = 3, *, place: Place | None = None
    ) -> tuple[Recommendation, ...]:
        """Return what `recommend` does, found by pricing every worker: to check it by."""

        def every(asked: Visit, most: int) -> list[Placement]:
            return first_of_each(self.finder.placements(asked))[:most]

        return self._recommend(visit, k, place, every)

    def _recommend(
        self,
        visit: Visit | str,
        k: int,
        place: Place | None,
        best: Callable[[Visit, int], list[Placement]],
    ) -> tuple[Recommendation, ...]:
        asked = self._asked(visit)
        is_new = asked.id not in self.lookup.visits
        if asked.id in self.state.crews:
            raise Refused([Flaw("visit", "one that is not served yet", repr(asked.id))])
        with self._guest(asked, place):
            change = Change((asked.id,), (), (asked,) if is_new else (), (place,) if place else ())
            return tuple(self._recommendation(asked, one, change) for one in best(asked, k))

    def check_change(self, change: Change) -> Verdict:
        """
        Return what `change` would break and cost, without making it.

        :raises Refused: if it names what the desk does not have
        """
        with self._undone(change.added, change.places):
            return self._made(change)

    def adopt(self, change: Change, *, even_if_broken: bool = False) -> Verdict:
        """
        Make `change`, if it breaks no rule, and return what it did.

        :param even_if_broken: make it all the same; starts outside every shift excepted
        :raises Refused: if it breaks a rule, naming each; then nothing has changed
        """
        with self._undone(change.added, change.places) as trial:
            verdict = self._made(change)
            is_placed = all(one.rule != "no_shift" for one in verdict.broken)
            if verdict.broken and not (even_if_broken and is_placed):
                flaws = (Flaw(one.rule, "no broken rule", str(one.about)) for one in verdict.broken)
                raise Refused(flaws)
            trial.is_final = True
        self.state.forget_log()
        self.board.catch_up()
        return verdict

    def tell(self, event: Event) -> tuple[str, ...]:
        """
        Take up what has happened and return the visits that nobody can now serve as planned.

        They are taken out of the plan; `rota.repair` says what could be done about them.

        :raises Refused: if it is about what the desk does not have
        """
        if isinstance(event, Urgent) and event.place:
            self.lookup.travel.admit(event.place)
        lost = tell(self.state, event)
        self.state.forget_log()
        self.board.catch_up()
        return lost

    def _made(self, change: Change) -> Verdict:
        """Make a change in the state, and return what it breaks and costs."""
        before = self.state.score
        found = tuple(self._make(change))
        after = self.state.score
        return Verdict(found, after.service - before.service, after.cost - before.cost)

    def _make(self, change: Change) -> Iterator[Broken]:
        """Make a change in the state and yield the rules that are broken by it and were not."""
        sent: dict[str, list[Assignment]] = {visit: [] for visit in change.visits}
        for one in change.assignments:
            known = (one.visit, one.role) in self.lookup.roles and one.visit in sent
            if not known or one.worker not in self.lookup.workers:
                raise Refused([Flaw("change", "a visit, role and worker of the desk", str(one))])
            sent[one.visit].append(one)
        old = set(self._broken_before(change.assignments))
        for visit in sent:
            if visit in self.state.crews:
                self.state.take(self.lookup.visits[visit])
        for visit, assignments in sent.items():
            if assignments:
                made = self._put(self.lookup.visits[visit], assignments)
                yield from (rule for rule in made if rule not in old)

    def _put(self, visit: Visit, assignments: list[Assignment]) -> Iterator[Broken]:
        parts = []
        for role in visit.roles:
            for one in assignments:
                shift = self.lookup.shift_at(one.worker, one.starts)
                if one.role != role.id:
                    continue
                if shift is None:
                    about = {"worker": one.worker, "visit": visit.id}
                    yield broken("no_shift", **about, starts=one.starts)
                else:
                    parts.append(Part(role, one.worker, shift, one.starts))
        if parts:
            yield from self.finder.barred(visit, parts)
        if len(parts) == len(assignments):
            self.state.put(visit, parts)

    def _broken_before(self, assignments: Iterable[Assignment]) -> Iterator[Broken]:
        """Yield the rules that the workers of `assignments` break in those shifts as it is."""
        workers = {one.worker: self.lookup.workers[one.worker] for one in assignments}
        shifts = {
            (one.worker, shift.id)
            for one in assignments
            if (shift := self.lookup.shift_at(one.worker, one.starts))
        }
        for key in sorted(shifts & self.state.rounds.keys()):
            yield from way_rules(self.lookup, self.state.rounds[key])
        for worker in workers.values():
            yield from hours_rules(self.lookup, worker, self.state.by_worker[worker.id])

    def _asked(self, visit: Visit | str) -> Visit:
        if isinstance(visit, Visit):
            return visit
        if visit not in self.lookup.visits:
            raise Refused([Flaw("visit", "a visit of the desk", repr(visit))])
        return self.lookup.visits[visit]

    @contextmanager
    def _guest(self, visit: Visit, place: Place | None) -> Iterator[None]:
        """Admit a new visit and address for as long as a question about them lasts."""
        added = [visit] if visit.id not in self.lookup.visits else []
        with self._undone((), [place] if place else ()):
            _require_known(self.lookup, visit)
            with self._undone(added):
                yield

    @contextmanager
    def _undone(self, added: Sequence[Visit], places: Sequence[Place] = ()) -> Iterator["_Trial"]:
        """Admit places and visits; undo that, and what is then done, unless it becomes final."""
        trial = _Trial()
        admitted: list[str] = []
        taken_up: list[Visit] = []
        travel = self.lookup.travel
        mark = self.state.mark()
        try:
            for place in places:
                travel.admit(place, for_good=False)
                admitted.append(place.id)
            for visit in added:
                self.state.admit(visit)
                taken_up.append(visit)
            yield trial
        finally:
            if trial.is_final:
                for name in admitted:
                    travel.keep(name)
            else:
                self.state.back_to(mark)
                for visit in taken_up:
                    self.finder.forget(visit)
                    self.lookup.forget(visit)
                for name in reversed(admitted):
                    travel.dismiss(name)

    def _round_charges(self, round_: Round | None) -> Iterator[Charge]:
        if round_:
            for of_round in OF_ROUND:
                yield from of_round(self.lookup, round_)

    def _recommendation(self, visit: Visit, placement: Placement, change: Change) -> Recommendation:
        assignments = tuple(
            Assignment(visit.id, part.role.id, part.worker, part.starts) for part in placement.parts
        )
        terms = self._terms(visit, placement)
        made = replace(change, assignments=assignments)
        return Recommendation(made, placement.service, placement.cost, terms)

    def _terms(self, visit: Visit, placement: Placement) -> tuple[Term, ...]:
        """Return what makes up the price of a placement, by constraint."""
        state = self.state
        crew = state.crew_of(visit, placement.parts)
        sums: Counter[tuple[str, Level]] = Counter()
        for sign, people in ((1, crew), (-1, ())):
            for of_visit in OF_VISIT:
                for one in of_visit(self.lookup, visit, people):
                    sums[one.constraint, one.level] += sign * one.price
        for part, (_, stop) in zip(placement.parts, crew, strict=True):
            old = state.rounds.get((part.worker, part.shift.id))
            new = state.round_with(part.worker, part.shift, stop)
            for sign, round_ in ((1, new), (-1, old)):
                for one in self._round_charges(round_):
                    sums[one.constraint, one.level] += sign * one.price
        rest = placement.cost - sum(p for (_, level), p in sums.items() if level == "cost")
        sums["rest", "cost"] += rest
        return tuple(Term(*key, price) for key, price in sorted(sums.items()) if price)


def _require_known(lookup: Lookup, visit: Visit) -> None:
    """:raises Refused: if a new visit names a place or tool that is not there"""
    places = [visit.place, *([visit.errand.place] if visit.errand else [])]
    flaws = [
        Flaw("visit.place", "a place of the desk, or an address with it", repr(place))
        for place in places
        if place not in lookup.travel.number
    ]
    tools = {tool.id for tool in lookup.problem.tools}
    flaws += [
        Flaw("visit.tools", "a tool of the problem", repr(need.tool))
        for need in visit.tools
        if need.tool not in tools
    ]
    if flaws:
        raise Refused(flaws)
