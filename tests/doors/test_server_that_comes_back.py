"""A server that was away for a while is used as soon as it is back."""

import selectors
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connection

from guanjia.chapters.org.models import Branch
from guanjia.config.databases import LONGEST_REST

pytestmark = pytest.mark.only_on("postgresql")


class Way:
    """The way to a server through a port of our own, which can be closed and opened again."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server = server
        self.port = 0
        self._open: list[socket.socket] = []

    def open(self) -> None:
        door = socket.create_server(("127.0.0.1", self.port))
        self.port = door.getsockname()[1]
        self._open = [door]
        threading.Thread(target=self._let_in, args=(door,), daemon=True).start()

    def close(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                ends = [door.accept()[0], socket.create_connection(self.server)]
                self._open += ends
                threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError, ValueError), selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, other)
        ready.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _events in ready.select():
                if not (content := key.fileobj.recv(65536)):
                    return
                key.data.sendall(content)


@contextmanager
def led_by(way: Way):
    known = connection.settings_dict
    before = known["HOST"], known["PORT"]
    connection.close()
    connection.close_pool()
    known["HOST"], known["PORT"] = "127.0.0.1", str(way.port)
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        known["HOST"], known["PORT"] = before


def is_answered() -> bool:
    try:
        return Branch.objects.exists() or True
    except DatabaseError:
        return False
    finally:
        connection.close()


def test_a_server_that_was_away_is_used_once_it_is_back(own_database, monkeypatch):
    known = connection.settings_dict
    monkeypatch.setitem(known["OPTIONS"]["pool"], "timeout", 1)
    way = Way((known["HOST"], int(known["PORT"])))
    way.open()
    with led_by(way):
        assert is_answered()
        way.close()
        away_until = time.monotonic() + 2 * LONGEST_REST + 4
        while time.monotonic() < away_until:
            assert not is_answered()
        way.open()
        back = time.monotonic()
        while not is_answered():
            assert time.monotonic() < back + 5

    assert time.monotonic() - back < 5
