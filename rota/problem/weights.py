"""What things are worth."""

from dataclasses import dataclass

from rota.problem.fields import told
from rota.units import Millifen, Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """
    The price of everything that is not legality or service, and the points of a priority.

    Prices are in 1/1000 fen, so that the price of a single second can be said: 30 yuan an hour
    are 833 a second.
    """

    travel_tick: Millifen = told("a tick on the way", default=833, least=0)
    travel_metre: Millifen = told("a metre of the way", default=0, least=0)
    waiting_tick: Millifen = told(
        "a tick of idle time between two visits of a shift", default=0, least=0
    )
    shift_used: Millifen = told("sending a worker out in a shift at all", default=0, least=0)
    largest_delay_tick: Millifen = told(
        "a tick of the largest delay of any start after its first late kink", default=0, least=0
    )
    missing_hours_tick: Millifen = told("a tick below a least worked time", default=0, least=0)
    unfairness: Millifen = told(
        "each unit of unpopular work by which a worker's balance exceeds the least-burdened one's",
        default=0,
        least=0,
    )
    lateness_risk: Millifen = told(
        "a visit expected to start ten minutes late or more, by the risk model", default=0, least=0
    )
    priority_points: tuple[Points, ...] = told(
        "service lost by leaving out a visit of priority 0, 1, … 9",
        default=(0, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 10**6, 3 * 10**6, 10**7),
        length=(10, 10),
    )
