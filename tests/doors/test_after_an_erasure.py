"""After a household was erased every address of the house still answers, and none names it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from guanjia.chapters.dossier import commands
from guanjia.flow.delivery import deliver
from guanjia.flow.handoffs.table import TABLE
from guanjia.ledger.models import Delivery
from guanjia.vault.commands import remove_erased
from tests.doors.addresses import book
from tests.doors.town import town
from tests.world.neighbours import NOW

NAMES = ("梧桐家", "梧桐路", "梧桐母", "梧桐磊", "打碎了一只杯子")
"""What gave the household away before; whoever works with us keeps their names."""
WHOEVER = ("owner", "manager", "butler", "dispatcher", "finance", "inspector", "worker", "client")
LATER = NOW + timedelta(days=8)
ADDRESSES = [one for one in book() if one.route != "health/"]


@pytest.fixture(scope="module")
def after(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as here:
        household, manager = here.neighbours.own.household, here.neighbours.people["manager"]
        asked = {"who": "女儿", "how": "phone", "reason": "搬走"}
        who = {"actor": manager, "household_id": household.pk}
        commands.ask_for_erasure(**who, **asked, at=NOW)
        commands.confirm_erasure(**who, at=NOW)
        assert commands.carry_out_erasure(**who, opposed=0, at=LATER)
        while deliver(at=LATER):
            pass
        theirs = Delivery.objects.filter(event__kind="household.erased")
        assert theirs.count() == len(TABLE["household.erased"])
        assert not theirs.filter(done_at=None).exists()
        remove_erased(at=LATER)
        yield here


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "/")
def test_every_address_answers_and_none_names_it(after, address):
    side = after.neighbours.own
    for way in address.fillings():
        for who in WHOEVER:
            callers = after.programs if address.is_api else after.browsers
            path, query = address.at(side, way), urlencode(address.query(side))
            seen = callers[who].ask("GET", path, QUERY_STRING=query)
            if seen.error:
                raise seen.error
            assert seen.status < 500, (who, path)
            said = seen.content.decode(errors="replace")
            assert not [name for name in NAMES if name in said], (who, path)
