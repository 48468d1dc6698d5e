"""A server that does not keep what it confirms is told before the power goes."""

import pytest
from django.db import connection

from guanjia.doors import wellbeing
from guanjia.doors.web.account import health as page
from tests.cluster import cluster
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import company

SERIOUS = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "guanjia.nothing_lasts=off")
"""What a server is told on which something has to last."""


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.once
def test_a_server_that_forgets_what_it_confirmed_last_is_told_with_what_mends_it(house):  # noqa: F811
    with cluster((*SERIOUS, "synchronous_commit=off")) as address:
        forgetful = house("doctor", GUANJIA_DATABASE_URL=address)[1]
        lasting = house(
            "doctor", GUANJIA_DATABASE_URL=f"{address}?options=-csynchronous_commit=on"
        )[1]

    assert "◐ A crash or a power cut of the server takes what was confirmed last" in forgetful
    assert "ALTER SYSTEM SET synchronous_commit = on" in forgetful
    assert "What is confirmed lasts" in lasting


@pytest.mark.only_on("postgresql")
def test_a_server_that_a_power_cut_may_spoil_is_ill(own_database, client):
    """As that of the tests is, which says that nothing on it has to last."""
    company.open_branch()
    assert wellbeing.taken(wellbeing.lasting).state == "well"
    run("SET guanjia.nothing_lasts = off")
    page.look_again()

    report = client.get("/health/")

    assert (report.status_code, report.json()["looks"]["lasting"]) == (503, {"state": "ill"})
    found = wellbeing.taken(wellbeing.lasting)
    assert "fsync" in found.words
    assert "ALTER SYSTEM SET fsync = on" in found.mend
