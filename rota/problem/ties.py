"""What ties visits to one another and people to clients or colleagues."""

from dataclasses import dataclass
from typing import Literal

from rota.problem.fields import told
from rota.units import Millifen, Ticks

WorkerRule = Literal["any", "same", "alternate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """
    Visits that belong together, in the order in which they are meant to take place.

    Gaps are between the starts of neighbours in that order, both of which are served. `same`:
    one worker for the first role of all; `alternate`: neighbours have different ones.
    """

    id: str = told("unique")
    visits: tuple[str, ...] = told("ids of visits, in order", length=(1, 400))
    gap_least: Ticks | None = told("least time between neighbours", default=None, least=0)
    gap_most: Ticks | None = told("most time between neighbours", default=None, least=0)
    no_consecutive_days: bool = told("never on two days in a row, nor one day", default=False)
    weekdays: tuple[int, ...] = told("allowed weekdays, 1 Monday to 7; empty: all", default=())
    most_per_week: int | None = told("most visits in a calendar week", default=None, least=1)
    worker_rule: WorkerRule = told("who: any, same or alternate", default="any")
    worker_price: Millifen | None = told(
        "price of each breach of the worker rule (same: each worker beyond the first; alternate: "
        "each pair of neighbours); null: it is hard",
        default=None,
        least=0,
    )
    time_tolerance: Ticks | None = told(
        "the times of day of all starts lie within this of one another; null: no such rule",
        default=None,
        least=0,
    )
    time_price: Millifen | None = told(
        "price of each tick beyond the tolerance; null: it is hard", default=None, least=0
    )


@dataclass(frozen=True, slots=True)
class Affinity:
    """What it costs when this worker serves this client, once per visit; negative is a gain."""

    worker: str = told("id of the worker")
    client: str = told("key of the client, as in the visits")
    price: Millifen = told("price of each role filled")


@dataclass(frozen=True, slots=True)
class Allowed:
    """Only these workers may serve the client."""

    client: str = told("key of the client")
    workers: tuple[str, ...] = told("ids of workers")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """These workers may not serve the client."""

    client: str = told("key of the client")
    workers: tuple[str, ...] = told("ids of workers")


@dataclass(frozen=True, slots=True)
class Together:
    """The trainee works only on visits that the mentor is on as well."""

    trainee: str = told("id of the worker who is never alone")
    mentor: str = told("id of the worker who must be there")


@dataclass(frozen=True, slots=True)
class Apart:
    """These two are never on one visit, nor at one place at overlapping times."""

    one: str = told("id of a worker")
    other: str = told("id of another")


@dataclass(frozen=True, slots=True)
class Tool:
    """A counted resource: no more of it is in use at any moment than there are."""

    id: str = told("unique")
    count: int = told("how many there are", least=0)
