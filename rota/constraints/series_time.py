"""Visits of a series at different times of day."""

from collections.abc import Iterator

from rota.checks.series import Served, time_spread
from rota.lookup import Lookup
from rota.problem import Series
from rota.score import Charge, charge

NAME = "series_time"


def of_series(lookup: Lookup, series: Series, served: Served) -> Iterator[Charge]:
    """Charge each tick by which the times of day spread beyond the tolerance."""
    if series.time_price and series.time_tolerance is not None:
        excess = time_spread(lookup, series, served) - series.time_tolerance
        if excess > 0:
            yield charge(NAME, excess * series.time_price, series=series.id, ticks=excess)
