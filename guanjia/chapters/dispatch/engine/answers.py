"""What the engine answers, in terms of the house."""

from dataclasses import dataclass, field
from datetime import datetime

from guanjia.chapters.dispatch.rules.reasons import Reason, because


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The visits and workers of a branch that nobody can plan with, by id."""

    visits: frozenset[int] = frozenset()
    workers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposed:
    """One person for one visit at a time, or nobody, and why."""

    visit_id: int
    worker_id: int | None
    starts_at: datetime | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """
    What the engine answers: somebody for every open visit, or nobody, and how it came by it.

    :param engine: which engine finished it: "core" (compiled), "punctual" (it too), or "plain"
    :param because: the block of the problem for which the compiled one did not; empty if it did
    :param seconds: how long it worked
    :param unreadable: the visits and workers that were left out because of their rows
    """

    proposals: tuple[Proposed, ...]
    engine: str = ""
    because: str = ""
    seconds: float = 0.0
    unreadable: Unreadable = field(default_factory=Unreadable)


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    Somebody of the branch, thought of for a visit.

    `starts_at` is the best time for them and `reasons` say why they are a good choice; where they
    cannot go, it is None and `against` says why. `price_fen` is what sending them costs more than
    the best choice: the way, less what a familiar face, their language and their cooking are worth.
    """

    worker_id: int
    name: str
    starts_at: datetime | None
    price_fen: int
    reasons: tuple[Reason, ...]
    against: tuple[object, ...]
    way_is_known: bool = True

    @property
    def can_go(self) -> bool:
        """Whether nothing stands in the way."""
        return self.starts_at is not None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which somebody is free for a household, the best choice of that part of a day."""

    starts_at: datetime
    ends_at: datetime
    worker_id: int
    name: str
    price_fen: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """One worker at a visit from `starts_at` on."""

    worker_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit to which other people go than before, or at another time; no `after`: nobody."""

    visit_id: int
    before: tuple[Sent, ...]
    after: tuple[Sent, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """
    One way to go on.

    `price_fen` is what serving everybody in this way costs in travel and unfamiliar faces, more
    than leaving the orphans out. `others` are visits moved that nothing had happened to; `moves`
    without an `after` say why nobody goes.
    """

    moves: tuple[Moved, ...]
    others: frozenset[int]
    price_fen: int

    @property
    def served(self) -> tuple[Moved, ...]:
        """The visits to which somebody goes."""
        return tuple(move for move in self.moves if move.after)

    def proposals(self) -> tuple[Proposed, ...]:
        """Return who goes where when, as it is to be adopted."""
        return tuple(
            replanned(move.visit_id, sent.worker_id, sent.starts_at)
            for move in self.served
            for sent in move.after
        )

    @property
    def left_out(self) -> tuple[Moved, ...]:
        """The visits to which nobody can go."""
        return tuple(move for move in self.moves if not move.after)


def replanned(visit_id: int, worker_id: int, starts_at: datetime) -> Proposed:
    """Return one worker for a visit as part of a day that is planned anew."""
    return Proposed(visit_id, worker_id, starts_at, (because("replanned"),))
