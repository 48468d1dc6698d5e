"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port, gone afterwards."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

OWNER = "guanjia"
UNPRIVILEGED = ("postgres", "nobody")
"""Whom the server runs as when the tests run as root, which it refuses; the first that exists."""

# Nothing here outlives the tests, so nothing needs to be safe from a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "guanjia.nothing_lasts": "on",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "10s",
    "log_min_messages": "warning",
}
SECONDS_TO_START = 30


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _binaries() -> Path:
    """Return the folder of the newest server's programs; Debian keeps them off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    sys.exit("PostgreSQL is not installed; run scripts/system-packages test.")


def _server_user() -> str:
    if os.geteuid() != 0:
        return getpass.getuser()
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in names)


def _run_as(user: str) -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def cluster(
    extra_settings: Sequence[str] = (), *, clock: Mapping[str, str] | None = None
) -> Iterator[str]:
    """
    Start a server, yield the address of its maintenance database, and remove all trace of it.

    :param extra_settings: further settings as `name=value`, for instance a larger cache
    :param clock: variables by which a program sees another clock; LD_PRELOAD names what shifts it
    """
    binaries, user = _binaries(), _server_user()
    with tempfile.TemporaryDirectory(prefix="guanjia-postgres-") as folder:
        shutil.chown(folder, user)
        data, port = Path(folder) / "data", free_port()
        initdb = [binaries / "initdb", "--pgdata", data, "--username", OWNER, "--auth", "trust"]
        initdb += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
        subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **_run_as(user))
        settings = {
            "port": port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
        }
        arguments = [f"{name}={value}" for name, value in (SETTINGS | settings).items()]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data]
                + [part for argument in (*arguments, *extra_settings) for part in ("-c", argument)],
                cwd=folder,
                env=os.environ | _readable(clock or {}, Path(folder)),
                stderr=log,
                **_run_as(user),
            )
        try:
            address = f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"
            _wait_until_it_answers(server, address, Path(folder) / "log")
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _readable(clock: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the variables of a clock with what shifts it copied to where the server may read it."""
    library = clock.get("LD_PRELOAD")
    return {**clock, "LD_PRELOAD": shutil.copy(library, folder)} if library else dict(clock)


def _wait_until_it_answers(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(address, connect_timeout=1).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.05)
        else:
            return
