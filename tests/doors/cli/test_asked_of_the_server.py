"""What an address asks of PostgreSQL's server is asked of it, and what the server refuses is said."""

from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

pytestmark = pytest.mark.only_on("postgresql")


@contextmanager
def database_set(address, setting, value):
    """Let the database give everybody who connects this setting."""
    with psycopg.connect(address, autocommit=True) as server:
        name = sql.Identifier(server.info.dbname)
        server.execute(
            sql.SQL("ALTER DATABASE {} SET {} = {}").format(name, sql.SQL(setting), value)
        )
    yield


@contextmanager
def slow_to_read(address):
    """Let whoever reads a table that every command reads wait for another, as on a busy server."""
    with psycopg.connect(address) as other:
        other.execute("LOCK TABLE django_migrations, vault_rotation IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("asked", [("doctor",), ("migrate",), ("backup", "/nowhere/kept.guanjia")])
def test_no_house_is_opened_in_clear_where_encryption_is_asked_for(house, own_database, asked):
    code, said = house(*asked, GUANJIA_DATABASE_URL=f"{own_database}?sslmode=require")

    assert code == 1
    assert "does not support SSL" in said
    assert "Traceback" not in said


def test_what_nobody_knows_is_refused_by_the_variables_name(house, own_database):
    code, said = house("doctor", GUANJIA_DATABASE_URL=f"{own_database}?sslmood=require")

    assert code == 1
    assert "GUANJIA_DATABASE_URL asks for sslmood" in said
    assert "Traceback" not in said


def test_a_backup_is_written_by_the_name_that_is_asked_for(house, own_database, tmp_path):
    """The server's programs are told the same as the house, or they would connect in clear."""
    seen, told = tmp_path / "seen", tmp_path / "programs"
    told.mkdir()
    program = told / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$PGAPPNAME $PGSSLMODE" > {seen}\nexit 1\n')
    program.chmod(0o755)

    house(
        "backup",
        str(tmp_path / "kept.guanjia"),
        GUANJIA_DATABASE_URL=f"{own_database}?application_name=ours&sslmode=prefer",
        PATH=f"{told}:/usr/bin:/bin",
    )

    assert seen.read_text().split() == ["ours", "prefer"]


def test_dates_are_read_whatever_style_the_database_has_for_others(house, own_database, tmp_path):
    with database_set(own_database, "datestyle", "German, DMY"):
        code, said = house("backup", str(tmp_path / "kept.guanjia"))

        assert code == 0, said
        assert Path(tmp_path / "kept.guanjia").is_file()
        assert "Traceback" not in house("doctor")[1]


def test_what_takes_longer_than_the_server_permits_is_told_apart(house, own_database):
    """Nothing is wrong with the address then, nor with the disk."""
    with database_set(own_database, "statement_timeout", 100), slow_to_read(own_database):
        for asked in (("keys", "status"), ("migrate",)):
            code, said = house(*asked)

            assert code == 1, asked
            assert "Raise statement_timeout" in said, asked
            assert "disk" not in said, asked


def test_a_server_that_takes_nobody_more_is_told_apart(house, own_database):
    address = own_database.replace("guanjia@", "crowded@")
    with psycopg.connect(own_database, autocommit=True) as server:
        server.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
        try:
            for asked in (("keys", "status"), ("migrate",), ("doctor",)):
                code, said = house(*asked, GUANJIA_DATABASE_URL=address)

                assert code == 1, asked
                assert "raise max_connections" in said, asked
                assert "disk is full" not in said, asked
        finally:
            server.execute("DROP ROLE crowded")
