"""What an address and its variables say of a database is what it is opened with."""

import pytest
from django.db import connection

from guanjia.config.databases import database

HERE = "sqlite:///somewhere/house.sqlite3"


@pytest.mark.parametrize(("said", "level"), [("", "NORMAL"), ("yes", "FULL"), ("YES", "FULL")])
def test_who_fears_a_power_cut_has_each_press_written_through(monkeypatch, said, level):
    monkeypatch.setenv("GUANJIA_WRITE_THROUGH", said)

    assert f"PRAGMA synchronous={level};" in database(HERE)["OPTIONS"]["init_command"]


@pytest.mark.only_on("sqlite")
def test_a_connection_is_opened_so(db):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (1,), "NORMAL, as nothing else is set"


def test_a_word_that_is_none_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("GUANJIA_WRITE_THROUGH", "perhaps")

    with pytest.raises(ValueError, match="GUANJIA_WRITE_THROUGH"):
        database(HERE)
