"""The gallery shows every part in every state, and keeps within the content policy."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from guanjia import chapters
from guanjia.doors.web import formatting
from guanjia.doors.web.gallery.views import PAGES
from guanjia.doors.web.state_styles import state_styles
from guanjia.kernel.states import Machine

WEB = Path(formatting.__file__).parent
STATIC = WEB / "static"
PARTS = sorted(file.stem for file in (WEB / "templates" / "parts").glob("*.html"))
SHOWN = (
    "gallery",
    "gallery_phone",
    "gallery_visit",
    "gallery_list",
    "gallery_record",
    "gallery_paper",
)
PREFIX = f"{chapters.__name__}."

pytestmark = pytest.mark.urls("guanjia.doors.web.gallery.urls")


def machines() -> dict[str, Machine]:
    """Return every state machine of the house, by its noun."""
    names = [f"{one.name}.states" for one in pkgutil.iter_modules(chapters.__path__, PREFIX)]
    rooms = ["guanjia.outbound.states", *filter(importlib.util.find_spec, names)]
    return {
        one.noun: one
        for room in rooms
        for one in vars(importlib.import_module(room)).values()
        if isinstance(one, Machine)
    }


@pytest.mark.parametrize("theme", ["", "light", "dark"])
@pytest.mark.parametrize("name", SHOWN)
def test_each_page_of_the_gallery_is_shown(client: Client, name: str, theme: str) -> None:
    answer = client.get(reverse(name), {"theme": theme})

    assert answer.status_code == 200
    assert "<c-" not in answer.text
    if theme:
        assert f'data-theme="{theme}"' in answer.text or name == "gallery_paper"


@pytest.mark.parametrize("frame", ["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_each_refusal_and_error_page_is_shown(client: Client, name: str, frame: str) -> None:
    assert client.get(reverse("gallery_page", args=[name]), {"frame": frame}).status_code == 200


def test_every_part_stands_in_the_gallery() -> None:
    shown = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("gallery/templates", "templates")
        for file in (WEB / folder).rglob("*.html")
    )

    assert [name for name in PARTS if not re.search(rf"<c-{name}[ >]", shown)] == []


def test_every_part_says_what_it_is_given() -> None:
    heads = {
        name: (WEB / "templates" / "parts" / f"{name}.html").read_text(encoding="utf-8")
        for name in PARTS
    }

    assert [name for name, text in heads.items() if not text.startswith("{# ")] == []


@pytest.mark.parametrize("name", SHOWN)
def test_no_page_of_the_gallery_needs_inline_script_or_style(client: Client, name: str) -> None:
    html = client.get(reverse(name)).text

    assert not re.findall(r'\sstyle="', html)
    assert not re.findall(r'\son[a-z]+="', html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert [one for one in scripts if "src=" not in one and "application/json" not in one] == []


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {
        name
        for file in WEB.rglob("*.html")
        for part in re.findall(r"<c-[a-z]+ [^>]*>", file.read_text(encoding="utf-8"))
        for name in re.findall(r'\bicon="([a-z-]+)"', part)
        + re.findall(r'^<c-icon[^>]*\bname="([a-z-]+)"', part)
    }

    assert named - drawn == set()


def test_every_state_of_every_machine_has_a_shape_and_a_colour() -> None:
    known = {noun: set(machine.states) for noun, machine in machines().items()}

    assert {noun: set(tones) for noun, tones in state_styles().items()} == known


def test_every_state_and_move_has_a_chinese_word() -> None:
    with override("zh-hans"):
        missing = [
            (noun, name)
            for noun, machine in machines().items()
            for name in (*machine.states, *(move.name for move in machine.moves))
            if formatting.word(noun, name).isascii()
        ]

    assert missing == []
