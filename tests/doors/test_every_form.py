"""
Whatever is typed into a form, the house answers it in words, and what was typed beside it is kept.

Every form that somebody may send with success is sent again and again, with one of its fields
replaced by what other systems have stumbled over, and each time undone.
"""

import os
import random
from html import unescape

import pytest

from tests.doors.bodies import form_for
from tests.doors.matrix import ANY, SIDES
from tests.doors.pressing import buttons
from tests.doors.town import town

pytestmark = pytest.mark.once

STUMBLED_OVER = ("", "²", "\u0000", "-1", "9999-12-31", "王" * 10_000)
"""What everybody tries everywhere."""
ODD = (
    "１２３",
    "٣",
    "0",
    "1.5",
    "1e9",
    "NaN",
    "10" * 15,
    str(2**63),
    "0001-01-01",
    "2026-02-30",
    "2026-11-27T25:61",
    "24:00",
    " \t\n ",
    "\u200b",
    "\u202e右到左",
    "\U0001f9f9👩‍👩‍👧",
    "a\r\nb: c",
    "<script>alert(1)</script>",
    "{{ 7 }}{% now %}",
    "=HYPERLINK(1)",
    "' OR 1=1 --",
    "x" * 200_000,
    "[]",
    "on",
)
TRIES = int(os.environ.get("GUANJIA_ODD_VALUES", "2"))
"""How many further odd values are tried in each field, drawn anew for each; a soak tries all."""
FINE = {200, 204, 302, 400, 403, 404, 409, 413, 422, 429}
STEADY = 20261127
FORMS = [button for button in buttons() if not button.address.is_api]


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        yield found


def odd_values(place):
    drawn = random.Random(f"{STEADY} {place}")
    return (*STUMBLED_OVER, *drawn.sample(ODD, min(TRIES, len(ODD))))


def faults_of(seen, form, name, value):
    """Yield what is wrong with the answer to a form one of whose fields is odd."""
    where = f"{name}={value[:40]!r} ({len(value)} characters)"
    if seen.error:
        yield f"{where}: {type(seen.error).__name__}: {seen.error}"
    elif seen.status not in FINE:
        yield f"{where}: {seen.status}"
    elif seen.status == 422:
        page = unescape(seen.content.decode())
        for other, typed in form.items():
            is_shown = f'name="{other}"' in page and len(typed) > 2
            if other != name and is_shown and typed not in page:
                yield f"{where}: {other}={typed!r}, typed beside it, is lost"


@pytest.mark.parametrize("button", FORMS, ids=lambda button: button.title)
def test_a_form_is_answered_whatever_is_typed_into_it(here, button):
    side = getattr(here.neighbours, SIDES[0] if button.target == ANY else button.target)
    path = button.address.at(side, button.way)
    sound = form_for(button.address, button.way, side)

    faults = []
    for name in sound or {"anything": ""}:
        for value in odd_values(f"{button.title} {name}"):
            seen = here.browsers[button.who].post(path, sound | {name: value})
            faults += faults_of(seen, sound, name, value)
    assert faults == []
