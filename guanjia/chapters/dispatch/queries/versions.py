"""How often a branch's days have changed."""

from datetime import date

from django.db.models import QuerySet, Sum

from guanjia.chapters.dispatch.models import RosterDay
from guanjia.db.compiled import CompiledQuery


def staffing_version(branch_id: int, first: date, until: date) -> int:
    """Return a number that grows with every change of who goes when, in one SQL query."""
    days = RosterDay.objects.filter(branch_id=branch_id, day__gte=first, day__lt=until)
    return int(days.aggregate(sum=Sum("staffing"))["sum"] or 0)


@CompiledQuery
def _days(branch_id: int, day: date) -> QuerySet[RosterDay, tuple[int]]:
    return RosterDay.objects.filter(branch_id=branch_id, day=day).values_list("version")


def day_version(branch_id: int, day: date) -> int:
    """Return a number that grows with every change of the day, in one SQL query."""
    known = _days.first(branch_id, day)
    return known[0] if known else 0
