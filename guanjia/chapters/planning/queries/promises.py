"""What an accepted plan promises, for later chapters to carry out."""

from dataclasses import dataclass
from datetime import date

from guanjia.chapters.planning import rules
from guanjia.chapters.planning.models import PlanVersion


@dataclass(frozen=True, slots=True)
class PromisedLine:
    """
    One recurring service as promised. Minutes are after midnight; 0 is Monday.

    :param until: the first day on which it no longer comes; None while it is open
    """

    line_id: int
    service_id: int
    sop_id: int | None
    weekdays: tuple[int, ...]
    every_weeks: int
    minutes: int
    window_from: int
    window_until: int
    people: int
    starts_on: date
    until: date | None

    def days(self, first: date, until: date) -> tuple[date, ...]:
        """Return the days from `first` to the day before `until` on which it comes."""
        return tuple(
            rules.days_of(self.weekdays, self.every_weeks, self.starts_on, self.until, first, until)
        )


@dataclass(frozen=True, slots=True)
class Promise:
    """An accepted version: for which home, since when, until when, and its lines."""

    version_id: int
    plan_id: int
    status: str
    branch_id: int
    household_id: int
    household_status: str
    home_id: int
    starts_on: date
    until: date | None
    lines: tuple[PromisedLine, ...]


def promised_lines(version_id: int) -> Promise:
    """
    Return what a version promises, in two SQL queries.

    :raises PlanVersion.DoesNotExist: if there is no such version
    """
    version = (
        PlanVersion.objects.select_related("plan__household")
        .prefetch_related("lines")
        .get(id=version_id)
    )
    ends = [day for day in (version.ends_on, version.stops_on) if day]
    until = min(ends) if ends else None
    lines = sorted(version.lines.all(), key=lambda line: line.position)
    return Promise(
        version_id=version.pk,
        plan_id=version.plan_id,
        status=version.status,
        branch_id=version.plan.household.branch_id,
        household_id=version.plan.household_id,
        household_status=version.plan.household.status,
        home_id=version.plan.home_id,
        starts_on=version.starts_on,
        until=until,
        lines=tuple(
            PromisedLine(
                line_id=line.pk,
                service_id=line.service_id,
                sop_id=line.sop_id,
                weekdays=tuple(line.weekdays),
                every_weeks=line.every_weeks,
                minutes=line.minutes,
                window_from=line.window_from,
                window_until=line.window_until,
                people=line.people,
                starts_on=version.starts_on,
                until=until,
            )
            for line in lines
        ),
    )
