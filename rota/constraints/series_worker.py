"""Several people in a series that should have one, or the same one twice where they alternate."""

from collections.abc import Iterator

from rota.checks.series import Served, worker_breaches
from rota.lookup import Lookup
from rota.problem import Series
from rota.score import Charge, charge

NAME = "series_worker"


def of_series(lookup: Lookup, series: Series, served: Served) -> Iterator[Charge]:
    """Charge each breach of the worker rule, where it has a price."""
    if series.worker_price:
        for visit, other in worker_breaches(series, served):
            about = {"series": series.id, "visit": visit, "other": other}
            yield charge(NAME, series.worker_price, **about)
