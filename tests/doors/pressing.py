"""
Buttons, and what is there before and after they are pressed.

Which buttons there are is found by asking Django for every address, and who may press each of them
in the reviewed table of rights; so a new button is pressed here without anybody thinking of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from tests.doors.addresses import FORM, WRITES, Address, Caller, Word, book
from tests.doors.bodies import body_for, form_for, methods_of
from tests.doors.matrix import ANY, SIDES, read, title
from tests.doors.town import Town

USUALLY = ("manager", "owner", "consultant", "worker", "client")
"""Who presses, if several may."""

NOT_COUNTED = {"org_session", "vault_accessrecord", "django_session"}
"""What every request may add to: that somebody is still there, and that they have looked."""

Rows = Counter[str]


@dataclass(frozen=True)
class Button:
    """One address that changes something, filled in one way, and somebody who may do so."""

    address: Address
    way: Mapping[str, str | Word]
    method: str
    target: str
    who: str

    @property
    def title(self) -> str:
        """The line under which it stands in the table of rights."""
        return title(self.address, self.way, self.method)

    def request(self, town: Town) -> tuple[Caller, str, dict[str, Any]]:
        """Return who sends what where when the button is pressed."""
        side = getattr(town.neighbours, SIDES[0] if self.target == ANY else self.target)
        path = self.address.at(side, self.way)
        if self.address.is_api:
            body = body_for(self.address, self.method, side)
            return town.programs[self.who], path, {"data": body, "content_type": "application/json"}
        form = urlencode(form_for(self.address, self.way, side))
        return town.browsers[self.who], path, {"data": form, "content_type": FORM}


def buttons() -> list[Button]:
    """Return every button that somebody may press with success, by the table of rights."""
    return [button for button, _pressed in _all() if button]


def silent() -> set[str]:
    """Return the addresses, by name, that take a form from somebody but change nothing here."""
    pressed = {name for button, name in _all() if button}
    return {name for button, name in _all() if not button} - pressed


def _all() -> Iterator[tuple[Button | None, str]]:
    table = read()
    for address in book():
        for way in address.fillings():
            for method in methods_of(address):
                lines = table.get(title(address, way, method), [])
                done = [found for line in lines for found in _who_does(line)]
                if done:
                    target, who = done[0]
                    one = next((name for name in USUALLY if name in who), who[0])
                    yield Button(address, way, method, target, one), address.name
                elif any(":" in line for line in lines):
                    yield None, address.name


def _who_does(line: str) -> Iterator[tuple[str, list[str]]]:
    target, _, outcomes = line.strip().partition(" ")
    for outcome in outcomes.split(";"):
        what, _, who = outcome.strip().partition(": ")
        if what == "does":
            yield target, who.split()


def rows() -> Rows:
    """Return how many rows there are in every table that counts, in one SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(_counting())
        return Counter(dict(cursor.fetchall()))


@cache
def _counting() -> str:
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    tables = sorted({one._meta.db_table for one in models} - NOT_COUNTED)
    return " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)


def grown(before: Rows, after: Rows) -> dict[str, int]:
    """Return by how much each table has grown, if it has."""
    return {table: n - before[table] for table, n in after.items() if n > before[table]}


def pressed_twice(town: Town, button: Button) -> tuple[list[int], dict[str, int], dict[str, int]]:
    """Press twice, one after the other, undo it, and return the answers and what each added."""
    caller, path, sent = button.request(town)
    statuses = []
    with transaction.atomic():
        counted = [rows()]
        for _time in range(2):
            caller.client.cookies = caller.cookies.copy()
            statuses.append(caller.client.generic(button.method, path, **sent).status_code)
            counted.append(rows())
        transaction.set_rollback(True)
    before, once, twice = counted
    return statuses, grown(before, once), grown(once, twice)


def written_together(town: Town, button: Button) -> list[set[str]]:
    """Press once, undo it, and return the tables written to, those of each transaction together."""
    caller, path, sent = button.request(town)
    written: list[set[str]] = []
    depth = 0

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal depth
        words = sql.split(None, 3)
        if words[0] == "SAVEPOINT":
            depth += 1
            if depth == 1:
                written.append(set())
        elif words[0] == "RELEASE":
            depth -= 1
        elif words[0] in WRITES:
            table = (words[1] if words[0] == "UPDATE" else words[2]).strip('"').partition('"')[0]
            if table not in NOT_COUNTED:
                if depth:
                    written[-1].add(table)
                else:
                    written.append({table})
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        caller.client.cookies = caller.cookies.copy()
        caller.client.generic(button.method, path, **sent)
        transaction.set_rollback(True)
    return [tables for tables in written if tables]


def pressed_at_once(town: Town, button: Button, times: int) -> list[int]:
    """Press so many times at the same moment, each on a connection of its own."""
    caller, path, sent = button.request(town)
    return at_once(caller.client, button.method, path, times, cookies=caller.cookies, **sent)


def at_once(
    browser: Client, method: str, path: str, times: int, *, cookies: Any = None, **sent: Any
) -> list[int]:
    """Send the same request so many times at the same moment, and return the answers' statuses."""
    ready = Barrier(times)

    def press() -> int:
        client = Client(headers=browser.headers, raise_request_exception=False)
        client.defaults |= browser.defaults
        client.cookies = (cookies or browser.cookies).copy()
        ready.wait()
        try:
            return int(client.generic(method, path, **sent).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        asked = [pool.submit(copy_context().run, press) for _ in range(times)]
        return [one.result() for one in asked]
