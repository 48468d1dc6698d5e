"""A house that has no catalogue yet is given one."""

from guanjia.chapters.catalog import commands
from guanjia.chapters.catalog.models import ServiceType, Sop
from tests.world.company import FOUNDER, MONDAY_9, ledger_size


def test_a_house_without_a_catalogue_is_given_all_of_it(own_database):
    assert not ServiceType.objects.exists()

    assert commands.seed_catalogue(actor=FOUNDER, at=MONDAY_9) == 24

    assert ServiceType.objects.count() == 24
    assert set(Sop.objects.values_list("status", flat=True)) == {"in_force"}
    assert ledger_size() > 24
