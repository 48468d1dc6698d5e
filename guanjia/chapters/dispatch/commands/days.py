"""Counting the changes of a branch's days."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F

from guanjia.chapters.dispatch.models import RosterDay


def note_change(branch_id: int, days: Iterable[date], *, staffing: bool = True) -> None:
    """
    Let the versions of the days grow by one, in one to three statements.

    It also makes those who change the same days wait for one another.

    :param staffing: whether visits came, went or changed hands; if not, only boards are old
    """
    days = sorted(set(days))
    grown = {"version": F("version") + 1}
    if staffing:
        grown["staffing"] = F("staffing") + 1
    known = RosterDay.objects.filter(branch_id=branch_id, day__in=days)
    if known.update(**grown) == len(days):
        return
    present = set(known.values_list("day", flat=True))
    RosterDay.objects.bulk_create(
        [RosterDay(branch_id=branch_id, day=day) for day in days if day not in present],
        ignore_conflicts=True,
    )
    known.exclude(day__in=present).update(**grown)
