"""
Whatever command refuses a form, for whatever reason, the page says it and keeps what was typed.

Each form that somebody may send with success is sent while its command refuses in each of the ways
there are; nothing is done, the status says which kind of no it was, the words stand on the page,
and what was typed stands where it was typed.
"""

from html import unescape

import pytest

from guanjia.doors.web.forms import sending
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed, NotNow
from tests.doors.bodies import form_for
from tests.doors.matrix import ANY, SIDES
from tests.doors.pressing import buttons
from tests.doors.town import town

pytestmark = pytest.mark.once

WORDS = "The moon stands in the wrong house."
KINDS = {NotAllowed: 403, Conflict: 409, Invalid: 422, NotNow: 503}
REFUSES_NOBODY = "language"
"""The switch of languages is open to everybody, and asks no command that could say no."""
FORMS = [
    button
    for button in buttons()
    if not button.address.is_api and button.address.name != REFUSES_NOBODY
]


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        yield found


def refuse_with(monkeypatch, kind):
    """Let every command that a form asks for be refused."""

    def refusing():
        raise kind(WORDS)

    attempt = sending.attempt
    monkeypatch.setattr(sending, "attempt", lambda _act: attempt(refusing))


def lost(form, page):
    """Yield what was typed into a field that is on the page, and no longer stands there."""
    for name, typed in form.items():
        if len(typed) > 2 and f'name="{name}"' in page and typed not in page:
            yield name


@pytest.mark.parametrize("button", FORMS, ids=lambda button: button.title)
def test_a_refusal_is_said_on_the_page_and_keeps_what_was_typed(here, button, monkeypatch):
    side = getattr(here.neighbours, SIDES[0] if button.target == ANY else button.target)
    path, form = button.address.at(side, button.way), form_for(button.address, button.way, side)

    faults = []
    for kind, status in KINDS.items():
        with monkeypatch.context() as patch:
            refuse_with(patch, kind)
            seen = here.browsers[button.who].post(path, form)
        page = unescape(seen.content.decode())
        if seen.status != status:
            faults.append(f"{kind.__name__}: {seen.status} instead of {status}")
        elif WORDS not in page:
            faults.append(f"{kind.__name__}: its words are not on the page")
        faults += [f"{kind.__name__}: {name}, as typed, is lost" for name in lost(form, page)]
        if seen.facts:
            faults.append(f"{kind.__name__}: something happened: {seen.facts}")
    assert faults == []
