"""A single order is fulfilled when its visit is over."""

import pytest

from guanjia.chapters.planning.models import Order
from guanjia.flow.delivery import deliver
from tests.world import work

pytestmark = pytest.mark.django_db


def test_the_last_to_leave_fulfils_the_order_once():
    attendance = work.left()
    order = Order.objects.get()
    assert order.status == "booked"

    deliver(at=attendance.checked_out_at)
    deliver(at=attendance.checked_out_at)

    order.refresh_from_db()
    assert order.status == "fulfilled"
