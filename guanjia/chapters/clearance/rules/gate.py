"""
The gate: may this worker be sent to this household for this service, on every day of a period?

Each requirement says on which days it is met. Whoever meets all of them on all days passes; else
every requirement that is not met is a reason, with what it asks for and how to mend it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guanjia.chapters.clearance.rules.days import (
    ALWAYS,
    DAY,
    Days,
    covers,
    days_of,
    joined,
    shared,
)
from guanjia.chapters.clearance.rules.known import (
    GUARDED_YEARS,
    STEPS,
    Candidate,
    Demand,
    Family,
    Figures,
)
from guanjia.chapters.clearance.rules.reasons import Reason
from guanjia.chapters.clearance.rules.requirements import (
    Met,
    always,
    has_paper,
    has_passed,
    has_skill,
    is_active,
    is_checked_for_minors,
    is_healthy,
    is_insured,
)
from guanjia.kernel.clock import moment
from guanjia.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The answer of the gate for one worker, service and household.

    :param reasons: everything that stands against the period; empty if nothing does
    :param windows: the parts of the period, in order, against which nothing stands
    :param until: the instant at which the clear stretch ends that began with the period; later
        than its end where all holds longer, None if there are reasons
    """

    reasons: tuple[Reason, ...]
    windows: tuple[Period, ...]
    until: datetime | None

    def __bool__(self) -> bool:
        return not self.reasons


def of_worker(
    worker: Candidate, demand: Demand, *, with_minors: bool, figures: Figures, period: Period
) -> tuple[Met, ...]:
    """
    Return how the worker meets what a service asks of whoever is sent, whichever household it is.

    :param with_minors: whether somebody under 18 may live where they are sent
    """
    asked = days_of(period, worker.zone)
    met = [is_active(worker)]
    met += [has_passed(worker, step) for step in STEPS]
    met += [has_skill(worker, need) for need in demand.skills]
    met += [has_paper(worker, need, asked) for need in demand.papers]
    met.append(is_healthy(worker, demand.health_class, asked))
    if demand.minors_check or with_minors:
        met.append(is_checked_for_minors(worker, figures.minors_check_days, asked))
    kinds = {
        "employee": figures.insurance_of_employees,
        "agency": figures.insurance_of_agency_workers,
    }[worker.employment]
    met += [is_insured(worker, kind) for kind in kinds]
    return tuple(met)


def of_household(family: Family, *, period: Period, zone: str) -> tuple[Met, ...]:
    """Return how the household meets what it takes to be served by anybody."""
    first, _last = days_of(period, zone)
    ages = ((birth.member_id, birth.surely_aged(GUARDED_YEARS)) for birth in family.births)
    unguarded = [
        day for member, day in ages if member not in family.guarded and day and day > first
    ]
    from_day = max(unguarded, default=date.min)
    return (
        always(family.has_consented, Reason("consent_missing", {"household": family.name})),
        Met(((from_day, date.max),), Reason("guardian_missing", {"household": family.name})),
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """Several requirements as one: the days on which all are met, and the reasons against."""

    days: tuple[Days, ...]
    reasons: tuple[Reason, ...]


def folded(met: Iterable[Met], asked: Days) -> Folded:
    """Put requirements together for the days asked about."""
    clear: tuple[Days, ...] = (ALWAYS,)
    reasons = []
    for one in met:
        if one.reason and not covers(one.days, asked):
            reasons.append(one.reason)
        clear = joined(shared(clear, one.days))
    return Folded(clear, tuple(reasons))


def decided(
    of_worker: Folded,
    of_household: Folded,
    *,
    worker: Candidate,
    family: Family,
    period: Period,
    longest_days: int,
) -> Outcome:
    """Put what a worker and a household meet together into the answer for the two of them."""
    asked = days_of(period, worker.zone)
    reasons = of_worker.reasons + of_household.reasons
    clear = shared(of_worker.days, of_household.days)
    params = {"household": family.name, "worker": worker.name}
    for code, ruled_out in (("never_send", family.never), ("own_home", family.own)):
        if worker.id in ruled_out:
            reasons, clear = (*reasons, Reason(code, params)), ()
    if not reasons:
        last = next(last for first, last in clear if first <= asked[0] <= last)
        longest = max(asked[0] + timedelta(days=longest_days - 1), asked[1])
        return Outcome((), (period,), moment(min(last, longest) + DAY, 0, worker.zone))
    return Outcome(reasons, _windows(clear, asked, period, worker.zone), None)


def _windows(clear: Iterable[Days], asked: Days, period: Period, zone: str) -> tuple[Period, ...]:
    return tuple(
        Period(
            max(moment(first, 0, zone), period.start), min(moment(last + DAY, 0, zone), period.end)
        )
        for first, last in shared(tuple(clear), (asked,))
    )


def outcome(
    worker: Candidate, demand: Demand, family: Family, *, figures: Figures, period: Period
) -> Outcome:
    """Return the answer of the gate for one worker, one service and one household."""
    asked = days_of(period, worker.zone)
    with_minors = family.has_minors(asked[0])
    own = of_worker(worker, demand, with_minors=with_minors, figures=figures, period=period)
    theirs = of_household(family, period=period, zone=worker.zone)
    return decided(
        folded(own, asked),
        folded(theirs, asked),
        worker=worker,
        family=family,
        period=period,
        longest_days=figures.longest_pass_days,
    )
