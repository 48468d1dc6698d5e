"""
Nobody gets in who should not: every address, asked by everybody, in every way of coming in.

What each role may reach stands in rights.txt and is compared exactly; what holds for all of them
without any table is asserted beside it. An address that the book does not know makes this fail.
"""

import re

import pytest

from guanjia.chapters.org import commands as org
from guanjia.doors.web.sections import links
from tests.doors.addresses import Caller, book
from tests.doors.bodies import body_for, form_for, methods_of
from tests.doors.matrix import ANY, HARMLESS, SIDES, ask_about, read, table_of, title, titles
from tests.doors.town import LINK, NOBODY, town
from tests.world.neighbours import AT_A_BRANCH, NOW

pytestmark = pytest.mark.once

FORM_TAG, ACTION = re.compile(r"<form\b[^>]*>"), re.compile(r'\saction="([^"?]*)')
REVIEWED = read()
ADDRESSES = book()
ACCESS_AND_RECEIPTS = {"vault_accessrecord", "outbound_notice", "ledger_lease"}
"""What reading may write: who has looked, that a message was seen, and whether it can be written."""

OUTSIDE = {
    **dict.fromkeys(AT_A_BRANCH, ("elsewhere",)),
    **dict.fromkeys(("worker", "client", "family"), ("other", "elsewhere")),
    "stranger": ("own", "other"),
    NOBODY: SIDES,
    **{f"{LINK}{purpose}": ("other", "elsewhere") for purpose in links()},
}
"""Whose households are none of whose business, whatever the table says."""


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        yield found


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "/")
def test_everybody_reaches_what_was_decided_and_nothing_else(here, address):
    asked = list(ask_about(here, address))
    marks = {side: getattr(here.neighbours, side).told_by for side in SIDES}

    faults = [fault for one in asked for fault in faults_of(one, marks)]
    faults += forms_shown_in_vain(here, asked)

    assert faults == []
    found = table_of(asked)
    assert found == {name: REVIEWED.get(name, []) for name in found}


def faults_of(one, marks):
    """Yield what no table could allow."""
    seen, about = one.seen, f"{title(one.address, one.way, one.method)} of {one.target}: {one.who}"
    if seen.error:
        yield f"{about} meets a fault of ours: {seen.error!r}"
    is_public = one.address.is_public
    if one.who == NOBODY and one.outcome and not is_public:
        yield f"{about} is not asked who they are ({one.outcome})"
    opens = (
        links()[one.who.removeprefix(LINK)].pages
        if one.who.startswith(LINK)
        else {one.address.name}
    )
    if one.outcome and not is_public and one.address.name not in opens:
        yield f"{about} comes farther than the link was made for ({one.outcome})"
    if one.target in OUTSIDE.get(one.who, ()) and one.outcome:
        yield f"{about} reaches what is none of their business ({one.outcome})"
    if one.method == "GET" and (seen.facts or seen.written - HARMLESS - ACCESS_AND_RECEIPTS):
        yield f"{about} changes something by looking: {set(seen.written)}"
    for side in OUTSIDE.get(one.who, ()):
        told = [mark for mark in marks[side] if mark.encode() in seen.content]
        if told:
            yield f"{about} reads of {side}: {told}"


def forms_shown_in_vain(here, asked):
    """Yield who is shown a form, fills it in, and is then told that it is none of their business."""
    shown = {_asked_of(one) for one in asked if one.method == "GET" and _holds_own_form(here, one)}
    for one in asked:
        if one.method == "POST" and one.seen.status in (403, 404) and _asked_of(one) in shown:
            about = f"{title(one.address, one.way, 'POST')} of {one.target}: {one.who}"
            yield f"{about} is shown a form and then refused ({one.seen.status})"


def _asked_of(one):
    return title(one.address, one.way, ""), one.target, one.who


def _holds_own_form(here, one):
    side = getattr(here.neighbours, SIDES[0] if one.target == ANY else one.target)
    path = one.address.at(side, one.way)
    for tag in FORM_TAG.findall(one.seen.content.decode(errors="replace")):
        action = ACTION.search(tag)
        if 'method="post"' in tag and (action is None or action[1] in ("", path)):
            return True
    return False


def test_the_table_speaks_of_no_address_that_is_gone():
    known = {name for address in ADDRESSES for name in titles(address)}
    assert set(REVIEWED) == known


@pytest.fixture(scope="module")
def reader(here):
    """A program that may read as the manager, and no more."""
    _row, token = org.make_token(
        actor=here.neighbours.people["manager"], name="reads", scopes=["read"], at=NOW
    )
    return Caller(headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "/")
def test_what_lets_in_at_one_door_is_worth_nothing_at_the_other(here, reader, address):
    """A visit is no token, a token no visit, and a token for reading changes nothing."""
    side = here.neighbours.own
    for way in address.fillings():
        path = address.at(side, way)
        if not address.is_api:
            if not address.is_public:
                seen = here.programs["manager"].ask("GET", path)
                assert seen.goes_to.startswith("/sign-in/"), path
            continue
        if address.name in {"api:openapi-json", "api:api-root"}:
            continue
        for method in ("GET", *methods_of(address)):
            body = body_for(address, method, side)
            asked = {"data": body, "content_type": "application/json"}
            assert here.browsers["manager"].ask(method, path, **asked).status in (401, 405)
            if method != "GET":
                assert reader.ask(method, path, **asked).status in (403, 405)


@pytest.mark.parametrize(
    "address",
    [address for address in ADDRESSES if not address.is_api],
    ids=lambda address: address.route or "/",
)
def test_a_form_from_another_site_does_nothing(here, address):
    forged = Caller(enforce_csrf_checks=True)
    forged.cookies = here.browsers["manager"].cookies.copy()
    side = here.neighbours.own
    for way in address.fillings():
        path = address.at(side, way)
        seen = forged.post(path, form_for(address, way, side))
        assert seen.status == 403, path
        assert not seen.facts
        assert not seen.written - HARMLESS
