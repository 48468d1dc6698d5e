"""
Whoever reads English reads no Chinese, but for what people themselves have written.

Every page is asked by everybody as a reader of English, exported, and sent with nothing filled in.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.conf import settings

from tests.doors.addresses import Caller, book
from tests.doors.town import town

pytestmark = pytest.mark.once
WORLD = Path(__file__).parents[1] / "world"
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
SIGNS = re.compile(r'<span class="(?:seal|person[^"]*)" aria-hidden="true">[^<]*')
"""The seal of the house, and the first sign of somebody's name."""
EXPORT = re.compile(r'href="[^"?]*\?([^"]*as=csv[^"]*)"')
LEFT = frozenset({"中文"})
"""What stands there on purpose: the name of the language to which one may switch."""
AS_KEPT = frozenset({"catalog:edit", "catalog:draft"})
"""Pages on which the texts of the house are changed: they show what is kept."""
ADDRESSES = [
    address
    for address in book()
    if not (address.is_api or "gallery/" in address.route or address.name in AS_KEPT)
]


@cache
def written_by_people() -> re.Pattern[str]:
    """Return what matches a text that consists of what the people of the tests have written."""
    pieces: set[str] = set()
    for path in WORLD.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                pieces |= set(CHINESE.findall(node.value))
    whole = "|".join(sorted(map(re.escape, pieces), key=len, reverse=True))
    return re.compile(f"(?:{whole})+")


def text_of(content: bytes) -> str:
    """Return what an answer says, be it a page or a workbook."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as workbook:
            said = (name for name in workbook.namelist() if "/theme/" not in name)
            content = b" ".join(map(workbook.read, said))
    return unescape(content.decode(errors="replace"))


def chinese_of(content: bytes) -> set[str]:
    """Return what is Chinese on a page and written by nobody in the town."""
    text = SIGNS.sub("", text_of(content))
    return {
        said
        for said in CHINESE.findall(text)
        if said not in LEFT and not written_by_people().fullmatch(said)
    }


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), town() as found:
        yield found


def in_english(caller: Caller) -> Caller:
    """Return the same browser, whose reader has switched to English."""
    reader = Caller()
    reader.cookies = {**caller.cookies, **SimpleCookie({settings.LANGUAGE_COOKIE_NAME: "en"})}
    return reader


def answers(reader: Caller, path: str) -> Iterator[bytes]:
    """Yield the page, what it is exported as, and what is said to whoever sends its form empty."""
    shown = reader.ask("GET", path)
    yield shown.content
    for export in EXPORT.findall(shown.content.decode(errors="replace")):
        yield reader.ask("GET", f"{path.partition('?')[0]}?{unescape(export)}").content
    yield reader.post(path, {}).content


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route or "/")
def test_a_page_says_nothing_in_chinese_to_a_reader_of_english(everybody, address):
    side, found = everybody.neighbours.own, {}
    for who, browser in everybody.browsers.items():
        reader = in_english(browser)
        for way in address.fillings():
            path = f"{address.at(side, way)}?{urlencode(address.query(side))}"
            for content in answers(reader, path):
                if left := chinese_of(content):
                    found.setdefault((path, *sorted(left)), []).append(who)
    assert found == {}
