"""State machines as tables: the one place that says how a thing may live."""

from dataclasses import dataclass

from guanjia.kernel.errors import IllegalMove
from guanjia.kernel.words import Term, _


@dataclass(frozen=True, slots=True)
class Move:
    """A named way from any of `sources` to `target`."""

    name: str
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Machine:
    """
    The whole life of one kind of thing.

    Column choices, the check constraint, the buttons on a page, the refusals and the diagrams in
    the documentation are all read from it.
    """

    noun: str
    start: str
    moves: tuple[Move, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which a reader of the table meets them."""
        met = [self.start]
        for move in self.moves:
            met += [*move.sources, move.target]
        return tuple(dict.fromkeys(met))

    @property
    def final(self) -> frozenset[str]:
        """The states that no move leaves."""
        left = {source for move in self.moves for source in move.sources}
        return frozenset(self.states) - left

    def open_to(self, state: str) -> tuple[str, ...]:
        """Return the names of the moves possible from `state`."""
        return tuple(move.name for move in self.moves if state in move.sources)

    def can(self, state: str, name: str) -> bool:
        """Test whether the move `name` is possible from `state`."""
        return name in self.open_to(state)

    def after(self, state: str, name: str) -> str:
        """
        Return the state that the move `name` reaches from `state`.

        :raises IllegalMove: if there is no such way
        """
        for move in self.moves:
            if move.name == name and state in move.sources:
                return move.target
        raise IllegalMove(
            _("This %(noun)s is “%(state)s”, so it cannot be changed by “%(move)s”."),
            noun=Term(self.noun),
            state=Term(state, self.noun),
            move=Term(name, self.noun),
        )
