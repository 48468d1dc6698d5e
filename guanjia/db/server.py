"""What PostgreSQL's driver and programs are told of the house's server, and whether it lets us in."""

import os
import re
import select
import socket
import struct
import time
from contextlib import suppress

from django.db import OperationalError, connection

OURS = {"pool", "server_side_binding", "prepare_threshold", "patience"}
"""What the settings say to us and to Django, not to the driver."""
PATIENCE = 3.0
"""Seconds for which whoever asks waits for an answer."""
DO_YOU_ENCRYPT = struct.pack(">2I", 8, 80877103)
"""How a program asks PostgreSQL: https://www.postgresql.org/docs/current/protocol-message-formats.html."""
CODE = re.compile(rb'\tErrorResponse\t.* C "(\w{5})"')
"""So the driver names the code of an error, where it writes down what it was sent."""


def said_to_server() -> dict[str, str]:
    """Return what the address of the database says, as the driver names it; of PostgreSQL alone."""
    where = connection.settings_dict
    said = {name: value for name, value in where["OPTIONS"].items() if name not in OURS}
    said |= {"host": where["HOST"], "port": where["PORT"], "user": where["USER"]}
    said |= {"password": where["PASSWORD"], "dbname": where["NAME"]}
    return {name: str(value) for name, value in said.items() if value}


def as_variables(said: dict[str, str]) -> dict[str, str]:
    """Return the same as the variables by which programs of the server are told it."""
    from psycopg.pq import Conninfo  # A house on SQLite needs no driver.

    named = {one.keyword.decode(): (one.envvar or b"").decode() for one in Conninfo.get_defaults()}
    return {named[name]: value for name, value in said.items() if named.get(name)}


def check_is_reached() -> None:
    """
    Pass unless nobody answers where the database's server should be, or nobody in time.

    Whoever waits for a connection waits as long as for one that is only in use. What is asked is whether
    the server encrypts, which it says before it wants to know who asks. What the server has against
    who asks is told by a connection of one's own: whoever waits for one of the pool is not told.

    :raises OperationalError: if nobody does
    """
    where = connection.settings_dict
    if connection.vendor != "postgresql":
        return
    if where["HOST"]:
        _check_one_answers(where["HOST"].split(","), str(where["PORT"]).split(","))
    if not _is_in():
        _check_lets_us_in()


def _check_one_answers(hosts: list[str], ports: list[str]) -> None:
    """Pass if one of them does: an address may name several servers, of which one is at work."""
    *others, last = zip(hosts, ports if ports[1:] else ports * len(hosts), strict=True)
    for host, port in others:
        with suppress(OperationalError):
            return _check_answers(host, int(port or 5432))
    return _check_answers(last[0], int(last[1] or 5432))


def _check_answers(host: str, port: int) -> None:
    try:
        with _reached(host, port) as server:
            server.sendall(DO_YOU_ENCRYPT)
            if not server.recv(1):
                raise ConnectionResetError("the server hung up")
    except OSError as error:
        raise OperationalError(str(error)) from error


def _reached(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=PATIENCE)
    server = socket.socket(socket.AF_UNIX)
    server.settimeout(PATIENCE)
    try:
        server.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        server.close()
        raise
    return server


def _is_in() -> bool:
    """Test whether this process has a connection: a server that takes nobody more has taken it."""
    pool = connection.pool  # type: ignore[attr-defined]  # of PostgreSQL
    return connection.connection is not None or bool(pool and pool.get_stats()["pool_available"])


def _check_lets_us_in() -> None:
    import psycopg

    said = {"connect_timeout": str(int(PATIENCE))} | said_to_server()
    try:
        psycopg.connect(**said).close()  # type: ignore[arg-type]  # words
    except psycopg.OperationalError as error:
        if not isinstance(error, psycopg.errors.ConnectionTimeout):
            error.sqlstate = _code_of_refusal(psycopg.conninfo.make_conninfo(**said))
        raise OperationalError(str(error)) from error


def _code_of_refusal(address: str) -> str | None:
    """
    Return the code with which the server turns this address away, None if it gives none.

    Of a connection that is refused the driver tells words only, in the language of the server. But it
    writes down what it was sent.
    """
    from psycopg.pq import PGconn, PollingStatus

    seen, written = os.pipe()
    os.set_blocking(seen, False)
    asked = PGconn.connect_start(address.encode())
    try:
        asked.trace(written)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status = asked.connect_poll()
            if status in {PollingStatus.OK, PollingStatus.FAILED}:
                break
            ours = [asked.socket]
            select.select(*((ours, []) if status == PollingStatus.READING else ([], ours)), [], 0.1)
        asked.untrace()
        with suppress(BlockingIOError):
            found = CODE.findall(os.read(seen, 1 << 16))
            return found[-1].decode() if found else None
    finally:
        asked.finish()
        os.close(seen)
        os.close(written)
    return None


def hidden_in(table: str) -> tuple[str, str]:
    """
    Return the schema in which a table lies that is not looked for there, and where it is looked for.

    Both are "" where it is found, or is nowhere; one SQL query. A server can give each user and each
    database another `search_path`.
    """
    if connection.vendor != "postgresql":
        return "", ""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.nspname, current_setting('search_path') FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = %s AND c.relkind IN ('r', 'p') AND to_regclass(%s) IS NULL""",
            [table, table],
        )
        return cursor.fetchone() or ("", "")
