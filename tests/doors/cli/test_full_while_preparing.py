"""What a command cannot do for want of room, or of a database, it says in words and ends with 1."""

import pytest

from tests.doors.cli.archives.conftest import full_after
from tests.doors.cli.conftest import house  # noqa: F401  (a fixture)

pytestmark = pytest.mark.once


@pytest.mark.parametrize("command", [("migrate",), ("run", "--empty"), ("demo", "--size", "tiny")])
def test_preparing_a_house_on_a_full_disk_ends_in_words(house, tmp_path, command):  # noqa: F811
    with full_after(400_000):
        code, said = house(*command, GUANJIA_DATABASE_URL=f"sqlite:///{tmp_path}/house.sqlite3")

    assert code == 1
    assert "Traceback" not in said
    assert "Nothing more can be written" in said
    assert "Make room" in said


@pytest.mark.parametrize("command", [("migrate",), ("invite", "王芳", "13900001111"), ("doctor",)])
def test_a_database_that_is_not_reached_ends_in_words(house, tmp_path, command):  # noqa: F811
    code, said = house(
        *command, GUANJIA_DATABASE_URL=f"sqlite:///{tmp_path}/no/folder/house.sqlite3"
    )

    assert code == 1
    assert "Traceback" not in said
    assert "unable to open" in said
