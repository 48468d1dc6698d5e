"""What an address asks of PostgreSQL's server is asked of it, and what the server refuses is said."""

import socket
import struct
import threading
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from guanjia.config.databases import database
from guanjia.db.patience import waiting_at_most
from tests.cluster import free_port
from tests.databases import point_django_at

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


REFUSED = "".join(
    f"{field}\0" for field in ("SFATAL", "VFATAL", "C53300", "M对不起, 已经有太多的客户", "")
).encode()


@contextmanager
def full_in_another_language():
    """Take whoever calls, and turn them away as a full server does that speaks Chinese."""

    def turn_away(caller):
        with caller, suppress(OSError):
            while asked := caller.recv(4096):
                if struct.unpack_from(">I", asked, 4)[0] == 80877103:
                    caller.sendall(b"N")
                else:
                    caller.sendall(b"E" + struct.pack(">I", len(REFUSED) + 4) + REFUSED)
                    return

    def serve(server):
        with suppress(OSError):
            while True:
                turn_away(server.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield f"postgresql://guanjia:word@127.0.0.1:{server.getsockname()[1]}/guanjia"
        server.shutdown(socket.SHUT_RDWR)


def test_a_server_that_takes_nobody_more_is_known_by_its_code_not_by_its_words(house):
    with full_in_another_language() as address:
        code, said = house("keys", "status", GUANJIA_DATABASE_URL=address)

    assert code == 1
    assert "太多的客户" in said
    assert "raise max_connections" in said


@pytest.mark.parametrize("path", ["elsewhere", "nowhere"])
def test_a_house_in_which_the_server_looks_elsewhere_is_not_said_to_be_gone(
    house, own_database, tmp_path, path
):
    """Migrating would make a second house there, and restoring would lay a backup over nothing."""
    vault = tmp_path / "var" / "vault" / "ab"
    vault.mkdir(parents=True)
    (vault / "abcd").write_bytes(b"of the house")
    with psycopg.connect(own_database, autocommit=True) as server:
        server.execute("CREATE SCHEMA elsewhere")
    with database_set(own_database, "search_path", path):
        asked = [("doctor",), ("migrate",), ("backup", str(tmp_path / "kept.guanjia"))]
        asked.append(("restore", str(tmp_path / "kept.guanjia")))
        for words in asked:
            code, said = house(*words)

            assert code == 1, words
            assert "Nothing is gone: the tables of the house lie in the schema public" in said, (
                words
            )
            assert "Traceback" not in said, words
            assert "guanjia restore" not in said, words
    with psycopg.connect(own_database, autocommit=True) as server:
        made = server.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'elsewhere'")
        assert made.fetchone() == (0,)
        name = sql.Identifier(server.info.dbname)
        server.execute(
            sql.SQL("ALTER ROLE guanjia IN DATABASE {} SET search_path = public").format(name)
        )
    assert "The database is up to date" in house("doctor")[1]


def test_of_several_servers_the_one_that_answers_is_asked(house, own_database):
    there = urlsplit(own_database)
    address = there._replace(netloc=f"guanjia@127.0.0.1:{free_port()},127.0.0.1:{there.port}")

    code, said = house("migrate", GUANJIA_DATABASE_URL=address.geturl())

    assert code == 0, said
    assert "up to date" in house("doctor", GUANJIA_DATABASE_URL=address.geturl())[1]


def test_whoever_shares_out_connections_need_not_know_what_the_house_says_to_the_server(
    own_database, monkeypatch
):
    """PgBouncer lets nobody in who says `options` while the connection is made."""
    monkeypatch.setenv("GUANJIA_PATIENCE", "7")

    asked = database(own_database)

    assert "options" not in asked["OPTIONS"]
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", asked["OPTIONS"])
    found = []
    point_django_at(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        for waits in (nullcontext(), waiting_at_most(1), nullcontext()):
            with waits:
                cursor.execute("SHOW lock_timeout")
                found.append(cursor.fetchone()[0])
    assert found == ["7s", "1s", "7s"]
