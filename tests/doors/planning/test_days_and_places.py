"""Numbers and tables bear the branch's day, and no home is nameless."""

import csv
from datetime import UTC, timedelta
from io import StringIO

import pytest
from django.urls import reverse

from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.dossier import commands as dossier
from guanjia.flow.delivery import deliver
from tests.world import homes, plans
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
EARLY = (MONDAY_9 - timedelta(hours=2)).astimezone(UTC)
"""Seven on Monday morning in Shanghai: Sunday, in Greenwich."""


def test_an_order_of_the_early_morning_bears_the_day_of_the_branch(branch, lin):
    wu = homes.open_household(branch, by=lin)

    order = plans.booked_order(wu, by=lin, at=EARLY)

    assert order.code.startswith("D261123-")


def test_a_household_that_called_early_is_exported_under_the_day_of_the_branch(branch, lin, desk):
    homes.open_household(branch, name="吴家", by=lin, at=EARLY)

    table = desk.get("/households/export/?as=csv").content.decode("utf-8-sig")

    [row] = csv.DictReader(StringIO(table))
    assert row["建档"] == "2026-11-23"


def test_order_visit_and_plan_show_where_although_district_and_name_were_left_out(
    branch, lin, desk
):
    wu = homes.open_household(branch, by=lin)
    home = homes.home_of(wu)
    dossier.change_home(
        actor=lin, household_id=wu.pk, home_id=home.pk, name="", district="", at=MONDAY_9
    )
    order = plans.booked_order(wu, by=lin)
    deliver(at=MONDAY_9)
    visit = Visit.objects.get(order=order)

    for address in (f"/orders/{order.pk}/", reverse("dispatch:visit", args=[visit.pk])):
        page = desk.get(address).content.decode()
        assert home.address[:6] in page, address
        assert home.address not in page
