"""Where the server of the database is away, whoever asks is told so while they still look."""

import socket
import time
from contextlib import contextmanager

import pytest

from tests.cluster import free_port

pytestmark = pytest.mark.once
SECONDS = 15
"""Less than the twenty for which a connection is waited for; starting a program takes some of them."""
ASKED = {
    "doctor": ("doctor",),
    "keys": ("keys", "status"),
    "backup": ("backup", "kept.guanjia"),
    "migrate": ("migrate",),
    "work": ("work",),
}


@contextmanager
def nobody():
    yield f"postgresql://guanjia:word@127.0.0.1:{free_port()}/guanjia"


@contextmanager
def nobody_on_this_machine():
    yield "postgresql:///guanjia?host=/nowhere"


@contextmanager
def one_that_hangs():
    """Take whoever calls, as the system does for a server that is stopped, and say nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"postgresql://guanjia:word@127.0.0.1:{server.getsockname()[1]}/guanjia"


@pytest.mark.parametrize("there", [nobody, nobody_on_this_machine, one_that_hangs])
@pytest.mark.parametrize("asked", ASKED)
def test_a_command_says_within_seconds_that_the_database_is_away(house, asked, there):
    with there() as address:
        begun = time.monotonic()

        code, said = house(*ASKED[asked], GUANJIA_DATABASE_URL=address)

        assert time.monotonic() - begun < SECONDS
    assert code == 1
    assert "The database says:" in said
    assert "Check GUANJIA_DATABASE_URL" in said
    assert "Traceback" not in said
