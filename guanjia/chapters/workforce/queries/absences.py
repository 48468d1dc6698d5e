"""When workers cannot be sent although they are active."""

from typing import Any

from django.db.models import QuerySet

from guanjia.chapters.workforce.models import Leave


def leave_over(first: Any, until: Any) -> QuerySet[Leave]:
    """
    Return the leave that was given and overlaps the time from `first` to `until`.

    :param first: a time, or an expression for one, such as a column of an outer query
    """
    return Leave.objects.filter(status="approved", starts_at__lt=until, ends_at__gt=first)
