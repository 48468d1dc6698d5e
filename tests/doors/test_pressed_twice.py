"""
One press, one row: every button, pressed twice one after the other, and ten times at once.

Whoever presses twice sees the same page again or is told politely that it is done; nothing is there
twice. A button that may be pressed again on purpose says why in AGAIN; a form that nobody in the
town can send with success stands in PRESSED_ELSEWHERE, with where it is pressed instead.
"""

import pytest
from django.db import connection

from tests import databases
from tests.doors.pressing import (
    buttons,
    grown,
    pressed_at_once,
    pressed_twice,
    rows,
    silent,
    written_together,
)
from tests.doors.town import town

TIMES = 10
BUTTONS = buttons()
AGAIN = {
    "relations:try": "each press is one more call that nobody answered",
    "relations:number": "each look at a number is recorded",
    "workforce:reveal": "each look at what is masked is recorded",
    "dossier:reveal": "each look at what is masked is recorded",
    "client_take_data": "each time that all that is kept is taken is recorded",
}

ACCOUNT = "its own library counts attempts and writes no row of ours"
ASKS = "it asks or shows, and changes nothing"
PRESSED_ELSEWHERE = {
    **dict.fromkeys(
        (
            "account_change_password",
            "account_confirm_login_code",
            "account_login",
            "account_reauthenticate",
            "account_request_login_code",
            "account_set_password",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_authenticate",
            "mfa_generate_recovery_codes",
            "mfa_login_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_trust",
        ),
        ACCOUNT,
    ),
    **dict.fromkeys(
        ("api:openapi-json", "dispatch:morning", "dossier:known_numbers", "prove", "prove_again"),
        ASKS,
    ),
    **dict.fromkeys(
        ("fieldwork:arrive", "fieldwork:step", "fieldwork:leave", "survey:answer"),
        "tests/doors/fieldwork/test_work_pressed_at_once.py",
    ),
    **dict.fromkeys(
        (
            "assessment:start",
            "assessment:finish",
            "assessment:add_photo",
            "client_give_consent",
            "workforce:portrait",
        ),
        "what is there already is led to, by a constraint, a move or the picture itself",
    ),
    **dict.fromkeys(
        (
            "catalog:publish",
            "catalog:retire",
            "dispatch:absent",
            "dispatch:adopt_way",
            "dispatch:confirm",
            "dispatch:hours",
            "dispatch:miss",
            "dispatch:take_back",
            "planning:end",
        ),
        "a move compares before it sets",
    ),
    **dict.fromkeys(
        ("client_take_back_erasure", "dossier:confirm_erasure", "dossier:take_back_erasure"),
        "tests/doors/dossier/test_asking_to_be_forgotten.py",
    ),
    **dict.fromkeys(("workforce:edit",), "it carries the version that was read"),
    **dict.fromkeys(("ways",), "what has ended ends once: tests/chapters/org/test_ways_in.py"),
    "workforce:show_face": "everybody there has agreed: tests/doors/workforce/test_faces.py",
    "dossier:let_in": "its second sending is within the minutes of the first: test_links.py",
    "make_key": "tests/doors/account/test_own_ways.py",
    "planning:bring_paper": "tests/chapters/planning/test_confirming_at_once.py",
}
"""Forms that nobody in the town sends with success; what keeps each of them from being sent twice."""


def test_every_form_that_nobody_sends_here_has_been_thought_of():
    assert silent() == set(PRESSED_ELSEWHERE)


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        yield found


@pytest.fixture
def own_town(here):
    """The town in a database of the test's own, in which what is done really happens."""
    lived_in = databases.point_django_at(connection.settings_dict["NAME"])
    source = databases.store().name_of(lived_in)
    with databases.copy_of(source) as name, databases.django_at(name):
        yield here


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.title)
def test_whoever_presses_twice_has_pressed_once(here, button):
    (first, second), _once, twice = pressed_twice(here, button)

    assert first < 400
    assert second < 500
    assert not twice or button.address.name in AGAIN, twice


@pytest.mark.once
@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.title)
def test_what_one_press_writes_is_written_together(here, button):
    """One press, one command, one transaction: what stops it midway leaves nothing behind."""
    transactions = written_together(here, button)

    assert len(transactions) == 1, transactions


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.title)
def test_ten_who_press_at_once_have_pressed_once(own_town, button):
    _statuses, once, _twice = pressed_twice(own_town, button)
    before = rows()

    statuses = pressed_at_once(own_town, button, TIMES)

    assert {status for status in statuses if status >= 400} <= {403, 404, 409, 422}, statuses
    assert min(statuses) < 400
    added = grown(before, rows())
    assert added == once or button.address.name in AGAIN, added
