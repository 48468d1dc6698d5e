"""Guards are still there after the table they stand on has been altered."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from guanjia.chapters.dispatch.models import Assignment, Visit
from tests.chapters.dispatch import rows
from tests.chapters.dispatch.rows import HOUR
from tests.world.company import MONDAY_9


def test_guards_outlive_a_change_of_the_table(own_database):
    """
    On SQLite an alteration rebuilds the table, which would drop its triggers silently.

    The guard of assignments reads visits, too, and so stands in the way of rebuilding those.
    """
    column = models.CharField(max_length=20, default="")
    column.set_attributes_from_name("afterthought")
    changed = models.CharField(max_length=40, default="")
    changed.set_attributes_from_name("afterthought")
    for table in (Assignment, Visit):
        with connection.schema_editor() as schema:
            schema.add_field(table, column)
            schema.alter_field(table, column, changed)
            schema.remove_field(table, changed)

    town = rows.town()
    li = rows.worker(town)
    granted = rows.standing_pass(town, li)
    rows.assignment(town, li)
    with pytest.raises(IntegrityError, match="worker_is_in_one_place"), transaction.atomic():
        rows.assignment(town, li, starts_at=MONDAY_9 + HOUR)
    type(granted).objects.update(revoked_at=MONDAY_9)
    with pytest.raises(IntegrityError, match="assigned_people_hold_a_pass"), transaction.atomic():
        rows.assignment(town, li, starts_at=MONDAY_9 + 5 * HOUR, granted=granted)
