"""Where each role begins, and what the menu offers."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext, pgettext

from guanjia.doors.web import sections
from guanjia.doors.web.sections import Entry
from guanjia.kernel.actors import STAFF_ROLES, Actor


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is shown."""

    words: str
    href: str
    icon: str
    key: str
    on: bool


def address(url_name: str) -> str:
    """Return the address of a page that takes no argument, or nothing if there is no such page."""
    return _address(url_name, get_urlconf())


@lru_cache(maxsize=256)
def _address(url_name: str, urlconf: str | None) -> str:
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def _open_to(actor: Actor) -> tuple[Entry, ...]:
    if held := actor.roles_anywhere:
        return tuple(entry for entry in sections.menu() if entry.roles & held)
    if actor.worker_id is not None:
        return sections.worker_menu()
    return sections.client_menu() if actor.homes else ()


def menu(actor: Actor, path: str) -> tuple[Link, ...]:
    """
    Return the pages the actor may go to from anywhere, the one that holds `path` marked.

    A page that does not exist yet is left out. Staff who are also workers see the staff's menu.
    """
    found = [(entry, address(entry.url_name)) for entry in _open_to(actor)]
    holding = [href for _entry, href in found if href and path.startswith(href)]
    here = max(holding, key=len, default="")
    return tuple(
        Link(gettext(entry.words), href, entry.icon, entry.key, href == here)
        for entry, href in found
        if href
    )


def start_of(actor: Actor) -> str:
    """Return the address where the actor begins: what needs them now."""
    return next((href for entry in _open_to(actor) if (href := address(entry.url_name))), "/")


def role_words(actor: Actor) -> str:
    """Return the actor's widest role in the reader's language; empty for workers and clients."""
    held = actor.roles_anywhere
    widest = next((role for role in STAFF_ROLES if role in held), "")
    return pgettext("role", widest).replace("_", " ") if widest else ""
