"""A change somebody wants to make to a plan, and what rota says of it."""

from dataclasses import dataclass

from rota.checks import Broken
from rota.problem import Assignment, Place, Visit
from rota.score import Term


@dataclass(frozen=True, slots=True)
class Change:
    """
    From now on `visits` are served by `assignments` and by nothing else.

    A visit without an assignment is taken out of the plan. `added` are visits that the desk does
    not have yet, `places` addresses that it does not have yet.
    """

    visits: tuple[str, ...]
    assignments: tuple[Assignment, ...] = ()
    added: tuple[Visit, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What a change would do: the rules it would break, and what the plan would lose by it.

    Negative numbers are gains; a visit that is new counts as left out before. A change outside every shift cannot be priced: its prices are those
    of leaving the visit out.
    """

    broken: tuple[Broken, ...]
    service: int
    cost: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A legal way to serve a visit, what it adds to the plan, and why it costs that."""

    change: Change
    service: int
    cost: int
    reasons: tuple[Term, ...]
    """What makes up both, by constraint."""
