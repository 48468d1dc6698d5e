"""After an update that reads names otherwise, who was filed before it is found as well as who comes after."""

import pytest

from guanjia.vault import search
from guanjia.vault.models import SearchToken
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)
from tests.world import homes, people
from tests.world.company import open_branch


@pytest.mark.usefixtures("own_database")
def test_who_was_filed_by_an_older_program_is_found_as_this_one_reads(house):  # noqa: F811
    people.ready()
    household = homes.open_household(open_branch(), name="单雄信家", phone="02162345678")
    of_it = SearchToken.objects.filter(noun="household", object_id=household.pk)
    of_it.exclude(token=search.print_of("单雄信家")).delete()
    assert search.find("household", "shanxiongxinjia") == set()

    code, said = house("file-anew")

    assert code == 0, said
    assert search.find("household", "shanxiongxinjia") == {household.pk}
    assert search.find("household", "danxiongxinjia") == {household.pk}
