"""Taking turns: of several who would do the same thing at the same moment, one after the other."""

from hashlib import sha256

from django.db import connection


def take_turn(what: str) -> None:
    """
    Wait until nobody else is about to do `what`; the turn ends with the surrounding transaction.

    For what no constraint can say. On PostgreSQL it is an advisory lock under a number drawn from
    `what`; on SQLite writers wait for one another already, since every transaction begins as one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A turn lasts as long as a transaction; there is none.")
    if connection.vendor == "postgresql":
        number = int.from_bytes(sha256(what.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
