"""Rows that have to be there, because others of ours say so."""

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Missing(Exception):
    """What other rows of ours rely on is not there: a fault of ours, never the reader's."""


def ours(rows: "QuerySet[Row, Row]", **which: Any) -> Row:
    """
    Return the one row that has to be there.

    For what the house itself looks up once it knows that the actor may do what they ask. What the
    actor names is fetched among what they may see, and does not exist for them if it is not there.

    :raises Missing: if it is not there
    """
    try:
        return rows.get(**which)
    except ObjectDoesNotExist as lost:
        said = ", ".join(f"{name}={value}" for name, value in which.items())
        raise Missing(f"{rows.model._meta.label} is not there: {said}") from lost
