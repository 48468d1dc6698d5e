"""The whole problem, version 1 of its schema."""

from dataclasses import dataclass

from rota.problem.fields import told
from rota.problem.horizon import Horizon
from rota.problem.ties import Affinity, Allowed, Apart, Forbidden, Series, Together, Tool
from rota.problem.travel import Mode, Place, Rush
from rota.problem.validate import validate
from rota.problem.visit import Visit
from rota.problem.weights import Weights
from rota.problem.worker import Worker
from rota.units import Moment

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    Who can be sent, what is to be done, and what things are worth.

    A problem that exists is sound: every id it names exists, every number is within its bounds,
    and no plan's price can overflow. Making one raises `Refused` otherwise, naming every flaw.
    """

    version: int = told("version of this schema", default=VERSION, least=VERSION, most=VERSION)
    horizon: Horizon = told("the time it is about")
    now: Moment = told("the present: holds expire by it", default=0)
    places: tuple[Place, ...] = told("all places, in the order of the matrices", default=())
    modes: tuple[Mode, ...] = told("ways to travel", default=())
    rush: tuple[Rush, ...] = told("rush hours", default=())
    workers: tuple[Worker, ...] = told("who can be sent", default=())
    visits: tuple[Visit, ...] = told("what is to be done", default=())
    series: tuple[Series, ...] = told("visits that belong together", default=())
    affinity: tuple[Affinity, ...] = told("prices of worker and client", default=())
    allowed: tuple[Allowed, ...] = told("clients with a closed circle of workers", default=())
    forbidden: tuple[Forbidden, ...] = told("workers whom a client does not get", default=())
    together: tuple[Together, ...] = told("training pairs", default=())
    apart: tuple[Apart, ...] = told("people who must not meet", default=())
    tools: tuple[Tool, ...] = told("scarce tools", default=())
    weights: Weights = told("what things are worth", default=Weights())

    def __post_init__(self) -> None:
        validate(self)
