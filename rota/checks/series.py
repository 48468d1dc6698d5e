"""Do the visits of a series keep their distances, days, people and times?"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from rota.checks.broken import Broken, Value, broken
from rota.lookup import Lookup
from rota.problem import Series
from rota.units import Moment, Ticks

Served = Mapping[str, tuple[str, Moment]]
"""Who fills the first role of each visit served, and when it starts."""


def series_rules(lookup: Lookup, series: Series, served: Served) -> Iterator[Broken]:
    """Yield the hard rules of `series` that the visits `served` break."""
    yield from _gaps(series, served)
    if series.no_consecutive_days:
        yield from _days_apart(lookup, series, served)
    if series.most_per_week is not None:
        yield from _weeks(lookup, series, series.most_per_week, served)
    if series.worker_price is None:
        for visit, other in worker_breaches(series, served):
            about: dict[str, Value] = {"series": series.id, "visit": visit, "other": other}
            yield broken(f"workers_not_{series.worker_rule}", **about)
    tolerance = series.time_tolerance
    if tolerance is not None and series.time_price is None:
        spread = time_spread(lookup, series, served)
        if spread > tolerance:
            yield broken("times_differ", series=series.id, spread=spread, most=tolerance)


def _gaps(series: Series, served: Served) -> Iterator[Broken]:
    for one, other in pairwise(series.visits):
        if one not in served or other not in served:
            continue
        gap = served[other][1] - served[one][1]
        about: dict[str, Value] = {"series": series.id, "visit": other, "other": one, "gap": gap}
        if series.gap_least is not None and gap < series.gap_least:
            yield broken("gap_too_short", **about, least=series.gap_least)
        if series.gap_most is not None and gap > series.gap_most:
            yield broken("gap_too_long", **about, most=series.gap_most)


def _days_apart(lookup: Lookup, series: Series, served: Served) -> Iterator[Broken]:
    days = sorted(
        (lookup.day(served[visit][1]), visit) for visit in series.visits if visit in served
    )
    for (day, one), (next_day, other) in pairwise(days):
        if next_day - day <= 1:
            yield broken("consecutive_days", series=series.id, visit=other, other=one)


def _weeks(lookup: Lookup, series: Series, most: int, served: Served) -> Iterator[Broken]:
    weeks: Counter[tuple[int, int]] = Counter()
    for visit in series.visits:
        if visit in served:
            week = lookup.week(lookup.day(served[visit][1]))
            weeks[week] += 1
            if weeks[week] > most:
                about: dict[str, Value] = {
                    "series": series.id,
                    "visit": visit,
                    "visits": weeks[week],
                }
                yield broken("too_many_in_week", **about, most=most)


def worker_breaches(series: Series, served: Served) -> list[tuple[str, str]]:
    """
    Return each breach of the worker rule as the visit and the earlier one it clashes with.

    `same`: one for each worker beyond the first; `alternate`: one for each pair of neighbours.
    """
    breaches = []
    if series.worker_rule == "same":
        first: dict[str, str] = {}
        for visit in series.visits:
            if visit in served and served[visit][0] not in first:
                first[served[visit][0]] = visit
        visits = list(first.values())
        breaches = [(visit, visits[0]) for visit in visits[1:]]
    elif series.worker_rule == "alternate":
        for one, other in pairwise(series.visits):
            if one in served and other in served and served[one][0] == served[other][0]:
                breaches.append((other, one))
    return breaches


def time_spread(lookup: Lookup, series: Series, served: Served) -> Ticks:
    """Return the difference between the latest and the earliest time of day of the starts."""
    times = [lookup.time_of_day(served[visit][1]) for visit in series.visits if visit in served]
    return max(times, default=0) - min(times, default=0)
