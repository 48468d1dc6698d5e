"""Reads a database address into Django's settings."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LONG_PATIENCE = 20
"""Seconds for which a transaction waits for another that writes, where nobody said otherwise."""
LONGEST_REST = 8
"""Seconds after which a pool tries a server that was away no more by itself, but at each request."""
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; "
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000;"
)
WRITTEN_THROUGH = {"": "NORMAL", "yes": "FULL"}
"""Whether each press is on the disk before it is confirmed; else a power cut may take the last ones."""


def database(address: str) -> dict[str, Any]:
    """
    Return Django's settings for `sqlite:///path/to/file` or `postgresql://user:word@host:5432/name`.

    On SQLite every transaction takes the write lock at once, so that two writers queue rather than
    fail midway: for up to GUANJIA_PATIENCE seconds, which web servers set lower than the worker, as
    whoever waits there keeps others from reading. A connection is kept for a minute, since opening one
    costs more than most questions asked of it. On PostgreSQL each process keeps a small pool, and asks a
    connection out of it whether it still stands, so that a server that was started anew is found so.

    :raises ValueError: if the address is of neither kind, or GUANJIA_WRITE_THROUGH says neither yes nor
        nothing
    :raises ImproperlyConfigured: if what stands behind the question mark is nothing that the driver knows
    """
    through = os.environ.get("GUANJIA_WRITE_THROUGH", "").lower()
    if through not in WRITTEN_THROUGH:
        raise ValueError("GUANJIA_WRITE_THROUGH must be yes, or not be set.")
    parts = urlsplit(address)
    patience = os.environ.get("GUANJIA_PATIENCE", "")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "guanjia.config.sqlite",
            "NAME": str(Path(unquote(parts.path).replace("//", "/", 1))),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": float(patience or LONG_PATIENCE),
                "init_command": f"{SQLITE_PRAGMAS} PRAGMA synchronous={WRITTEN_THROUGH[through]};",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return _on_postgresql(address, patience)
    raise ValueError(
        f"The database address starts with {parts.scheme or 'nothing'}://; "
        "it must start with sqlite:// or postgresql://."
    )


def _on_postgresql(address: str, patience: str) -> dict[str, Any]:
    parts = urlsplit(address)
    asked = _asked_of_the_driver(parts.query)
    host = asked.pop("host", "")
    hosts, ports = _places_in(parts.netloc.rpartition("@")[2])
    return {
        "ENGINE": "guanjia.config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": hosts or host,
        "PORT": ports,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {
                "min_size": 1,
                "max_size": 8,
                "timeout": 20,
                "reconnect_timeout": LONGEST_REST,
            },
            "server_side_binding": True,
            "prepare_threshold": 2,
            **({"patience": patience} if patience else {}),
            **asked,
        },
    }


def _places_in(netloc: str) -> tuple[str, str]:
    """Return the hosts and the ports of "one:5432,other:5433" as the driver wants them, by commas."""
    pairs = [SplitResult("", place, "", "", "") for place in netloc.split(",")]
    hosts = ",".join(unquote(one.hostname or "") for one in pairs)
    ports = ",".join(str(one.port or "") for one in pairs)
    return hosts.strip(","), ports.strip(",") and ports


def _asked_of_the_driver(query: str) -> dict[str, str]:
    """Return what an address says behind its question mark, such as `sslmode=require`."""
    from psycopg.pq import Conninfo  # A house on SQLite needs no driver.

    asked = dict(parse_qsl(query, keep_blank_values=True))
    elsewhere = {"user", "password", "dbname", "port"}
    known = {one.keyword.decode() for one in Conninfo.get_defaults()} - elsewhere
    if unknown := sorted(asked.keys() - known):
        raise ImproperlyConfigured(
            f"GUANJIA_DATABASE_URL asks for {', '.join(unknown)}, which PostgreSQL's driver does not "
            "know there; it knows, for instance, sslmode and sslrootcert."
        )
    return asked
