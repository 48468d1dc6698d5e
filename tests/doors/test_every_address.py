"""
Whatever stands in an address, the house answers it in words: never with a fault of its own.

Every address is asked by four people, with everything in its path and after its question mark
replaced by what other systems have stumbled over. Which words a page reads is overheard while it
is asked, so that a new one is tried without being told of.
"""

import os
import random
from urllib.parse import quote

import pytest

from tests.doors.addresses import API, Address, Listen, Word, book
from tests.doors.town import NOBODY, town

ODD = (
    "²",
    "٣",
    "%00",
    "a%00b",
    "%0d%0aX: y",
    "%1b[31m",
    "-1",
    "0",
    "",
    "1.5",
    "1e9",
    "NaN",
    "1_0",
    str(2**31),
    str(2**63),
    str(10**30),
    "9" * 5000,
    "0001-01-01",
    "9999-12-31",
    "1900-01-01",
    "2017-01-01",
    "2020-01-01",
    "2029-06-01",
    "2100-12-31",
    "2026-02-30",
    "2026-W48-5",
    "2026-11-27T25:61",
    "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00/1",
    "24:00",
    "' OR 1=1 --",
    "{{ 7 }}{% now %}",
    "../../etc/passwd",
    "x" * 20_000,
    "王" * 3000,
    "\u202eright to left",
    "e\u0301\u0301\u0301",
    "\U0001f9f9",
    "%ED%A0%80",
    "%FF%FE",
    "[]",
    "null",
)
"""Values as they stand in an address line; what is no ASCII is encoded on the way."""

STUMBLED_OVER = ("²", "%00", str(10**30), "0001-01-01", "9999-12-31", "")
"""What everybody tries everywhere."""

WHOEVER = ("manager", "worker", "client", NOBODY)
TRIES = int(os.environ.get("GUANJIA_ODD_VALUES", "3"))
"""How many further odd values are tried in each place, drawn anew for each; a soak tries all."""

NOT_WELL = 503
FINE = {200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 409, 422}
ADDRESSES = book()
STEADY = 20261127


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        yield found


def encoded(text: str) -> str:
    return quote(text, safe="%")


def asked(path: str, query) -> str:
    words = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in query.items())
    return f"{path}?{words}"


def faults_of(caller, path):
    """Yield what is wrong with the answer to an address."""
    seen = caller.ask("GET", path)
    where = path if len(path) < 200 else f"{path[:200]}… ({len(path)} characters)"
    if seen.error:
        yield f"{where}: {type(seen.error).__name__}: {seen.error}"
    elif path.startswith("/health/") and seen.status == NOT_WELL:
        return
    elif seen.status not in FINE:
        yield f"{where}: {seen.status}"
    elif seen.status >= 400 and seen.kind != expected_kind(path):
        yield f"{where}: {seen.status} as {seen.kind}"
    elif "no-store" not in seen.kept:
        yield f"{where}: may be kept by the browser: {seen.kept or 'nothing is said'}"


def expected_kind(path: str) -> str:
    return "application/json" if path.startswith(f"/{API}") else "text/html"


def odd_paths(address: Address, way, side, values):
    """Yield the address with each of its parameters made odd in turn."""
    sound = {
        name: filled.text if isinstance(filled, Word) else side.rows[filled]
        for name, filled in way.items()
    }
    for name in sound:
        for value in values(f"{address.route} {name}"):
            yield address.path(sound | {name: encoded(value)})


@pytest.mark.parametrize("who", WHOEVER)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "/")
def test_an_address_is_answered_whatever_it_says(everybody, address, who):
    caller = (everybody.programs if address.is_api else everybody.browsers)[who]
    side = everybody.neighbours.own

    def values(place):
        further = [value for value in ODD if value not in STUMBLED_OVER]
        drawn = random.Random(f"{STEADY} {who} {place}")
        return (*STUMBLED_OVER, *drawn.sample(further, min(TRIES, len(further))))

    faults = []
    sound = address.query(side)
    for way in address.fillings():
        path = address.at(side, way)
        faults += faults_of(caller, asked(path, sound))
        tried, heard = set(), Listen.heard | set(sound)
        while heard - tried:
            name = min(heard - tried)
            tried.add(name)
            for value in values(f"{address.route}?{name}"):
                faults += faults_of(caller, asked(path, sound | {name: value}))
                heard |= Listen.heard
            faults += faults_of(caller, asked(path, sound) + f"&{name}=1&{name}=2&{name}")
        for odd in odd_paths(address, way, side, values):
            faults += faults_of(caller, odd)
    assert faults == []
