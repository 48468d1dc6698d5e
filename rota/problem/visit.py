"""What is to be done at clients' homes, by how many, and when."""

from dataclasses import dataclass

from rota.problem.fields import told
from rota.problem.worker import Skill
from rota.units import Millifen, Moment, Points, Ticks


@dataclass(frozen=True, slots=True)
class Window:
    """The visit may start from `opens` to `closes`, both included."""

    opens: Moment = told("earliest start")
    closes: Moment = told("latest start")


@dataclass(frozen=True, slots=True)
class Kink:
    """From `at` on, in the direction away from the wish, each tick costs `rate` more."""

    at: Moment = told("where the price begins to grow faster")
    rate: Millifen = told("price of each further tick, on top of the kinks passed", least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """
    A convex price of the start: nothing near the wish, more the further away.

    A start before a kink of `early` costs rate × ticks before it; a start after a kink of `late`
    costs rate × ticks after it; kinks add up, which makes the price convex. Charged for each role
    filled, by its own start.
    """

    early: tuple[Kink, ...] = told("kinks for starting too early", default=())
    late: tuple[Kink, ...] = told("kinks for starting too late", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """
    One person's part in a visit.

    The first role of a visit starts when the visit starts; any other starts at least `after_least`
    and at most `after_most` ticks later than the first (both zero: at the same moment). Different
    roles need different people.
    """

    id: str = told("unique within the visit", default="1")
    duration: Ticks = told("time at the client's", least=0)
    skills: tuple[Skill, ...] = told("skills all needed", default=())
    needs: tuple[str, ...] = told("tags the worker must have", default=())
    refuses: tuple[str, ...] = told("tags the worker must not have", default=())
    after_least: Ticks = told("least time from the first role's start", default=0)
    after_most: Ticks = told("most time from the first role's start", default=0)
    optional: bool = told("whether the visit can do without (never the first)", default=False)
    price_without: Millifen = told("price of doing without, if optional", default=0, least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A worker and a time already told to the client, and what changing either costs in service."""

    role: str = told("the role it is about", default="1")
    worker: str | None = told("who was named; null: nobody", default=None)
    starts: Moment | None = told("start that was named; null: none", default=None)
    tolerance: Ticks = told("a start this far from the promise keeps it", default=0, least=0)
    worker_points: Points = told("service lost by sending another", default=300, least=0)
    time_points: Points = told("service lost by coming at another time", default=300, least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """
    A decision that is not the engine's: this role goes to this worker, starts then, or both.

    A visit that cannot legally be done as pinned is left out, never done otherwise.
    """

    role: str = told("the role pinned", default="1")
    worker: str | None = told("who must go; null: free", default=None)
    starts: Moment | None = told("when it must start; null: free", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A slot kept while a client decides. Until it expires it binds like a pin; then not at all."""

    role: str = told("the role held", default="1")
    worker: str = told("who is kept free")
    starts: Moment = told("from when")
    expires: Moment = told("binds while the problem's `now` is before this")


@dataclass(frozen=True, slots=True)
class ToolNeed:
    """So many of a counted tool are in use for the length of the visit."""

    tool: str = told("id of the tool")
    count: int = told("how many", default=1, least=1)


@dataclass(frozen=True, slots=True)
class Errand:
    """A stop directly before the visit, for a key or a tool. Made by every role."""

    place: str = told("where")
    duration: Ticks = told("how long", default=0, least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """
    Work at one place for one client. Either all its required roles are filled or none is.

    `priority` 0 costs no service when left out, only its `price_left_out`; higher priorities cost
    the points that the weights give them.
    """

    id: str = told("unique")
    place: str = told("where: id of a place")
    client: str = told("whose: the key of the affinity block; empty: nobody's", default="")
    roles: tuple[Role, ...] = told("who is needed; the first is the anchor", length=(1, 8))
    windows: tuple[Window, ...] = told("when it may start: in any of these", length=(1, 64))
    preferred: Preferred | None = told("price of the start", default=None)
    grid: Ticks = told("starts are multiples of this since local midnight", default=1, least=1)
    priority: int = told("how much it matters: 0 to 9", default=1, least=0, most=9)
    price_left_out: Millifen = told("price of leaving it out", default=0, least=0)
    promises: tuple[Promise, ...] = told("what the client was told", default=())
    pins: tuple[Pin, ...] = told("what is decided", default=())
    holds: tuple[Hold, ...] = told("what is kept for the client", default=())
    errand: Errand | None = told("a stop directly before", default=None)
    tools: tuple[ToolNeed, ...] = told("scarce tools in use", default=())
    unpopular: int = told("burden of this visit for the fair share of burdens", default=0, least=0)
