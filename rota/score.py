"""What a plan is worth: three levels, compared one after the other and never traded."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from rota.checks.broken import Value
from rota.units import Millifen, Points, in_fen

Level = Literal["service", "cost"]


class Score(NamedTuple):
    """Less is better. A tuple, so that `<` compares level by level."""

    hard: int
    """Number of broken rules; 0 in every plan that rota returns."""

    service: Points
    """Points lost by visits left out and promises broken."""

    cost: Millifen
    """Everything that has a price, in 1/1000 fen."""

    @property
    def fen(self) -> int:
        """The cost in fen, rounded once."""
        return in_fen(self.cost)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one priced constraint asks for one thing."""

    constraint: str
    level: Level
    price: int
    about: tuple[tuple[str, Value], ...]

    def __getitem__(self, name: str) -> Value:
        """Return one parameter. :raises KeyError: if the charge has none of that name"""
        return dict(self.about)[name]


@dataclass(frozen=True, slots=True)
class Term:
    """What one constraint adds to a plan because of one decision; negative is a gain."""

    constraint: str
    level: Level
    price: int


def charge(constraint: str, price: int, /, **about: Value) -> Charge:
    """Return what `constraint` costs for what `about` names, in 1/1000 fen."""
    return Charge(constraint, "cost", price, tuple(about.items()))


def points(constraint: str, lost: Points, /, **about: Value) -> Charge:
    """Return the service that `constraint` finds lost for what `about` names."""
    return Charge(constraint, "service", lost, tuple(about.items()))
