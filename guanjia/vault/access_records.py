"""The records of access: who saw which sensitive data in clear, read back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from guanjia.vault.models import AccessRecord


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody saw a field of a row in clear, for a purpose."""

    user: str
    noun: str
    object_id: int
    field: str
    purpose: str
    at: datetime


def access_records_of(
    rows: Mapping[str, Collection[int]], *, first: int, most: int
) -> tuple[tuple[Access, ...], int]:
    """
    Return who saw rows, latest first, and how many records of it there are; two SQL queries.

    :param rows: ids by the noun of their table, such as {"contact": {12}}
    :param first: how many of the latest to leave out
    """
    asked = [Q(noun=noun, object_id__in=ids) for noun, ids in rows.items() if ids]
    if not asked:
        return (), 0
    found = AccessRecord.objects.filter(reduce(or_, asked))
    latest = found.order_by("-accessed_at", "-id").values_list(
        "user__name", "noun", "object_id", "field", "purpose", "accessed_at"
    )[first : first + most]
    return tuple(Access(*row) for row in latest), found.count()
