"""
What each part of the web says of itself, declared in `section.py` of its folder.

A chapter's folder is found by its name; those of no chapter are named here. What the frame of every
page needs (menu, reach, shapes of states, tasks, search) is put together from them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from guanjia.flow.chapter import Task, modules_named
from guanjia.kernel.actors import STAFF_ROLES, Actor
from guanjia.kernel.words import _

OF_NO_CHAPTER = ("account", "desk", "home", "office")

DESK = frozenset(STAFF_ROLES)
LEADING = frozenset({"owner", "head_office", "manager"})
CLIENTS = LEADING | {"consultant", "butler", "care", "dispatcher"}
READERS_OF_CLIENTS = CLIENTS | {"inspector", "finance"}
PEOPLE = LEADING | {"recruiter", "dispatcher", "trainer", "inspector"}


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A page named in a menu.

    :param roles: who of the desks is offered it; workers and clients have menus of their own
    :param place: entries stand in the order of their places
    :param key: the letter that, after g, leads there
    """

    words: str
    url_name: str
    icon: str
    place: int
    roles: frozenset[str] = frozenset()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Opens:
    """
    What a link opens.

    :param start: the page that it leads to
    :param pages: every page that it may ask for, the start among them
    :param by: the argument of their addresses that has to be the link's own row
    """

    start: str
    pages: frozenset[str]
    by: str


@dataclass(frozen=True, slots=True)
class TaskWords:
    """
    How a task is offered on the page of today.

    :param what: what is the matter
    :param verb: what the button says
    :param who: whom it is about, if it is not one alone
    :param due: whether its end is told as a moment, as a day, or not at all
    """

    what: str
    verb: str
    href: str
    who: str = ""
    due: Literal["moment", "day", ""] = "moment"


@dataclass(frozen=True, slots=True)
class Found:
    """A line of what a search has found."""

    href: str
    name: str
    kind: str
    more: str
    state: SafeString


TALLY_GROUPS = {"day": _("Today"), "month": _("This month"), "people": _("Our people")}
"""The numbers on the page of today, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class TallyWords:
    """
    How a number of the day is shown.

    :param words: what is counted
    :param group: with which others it stands, one of `TALLY_GROUPS`
    :param page: the page that holds its rows, for those of the roles `opens_to`
    :param query: what that page is asked for, such as "state=open"
    :param shown: how the value is written
    """

    words: str
    group: Literal["day", "people", "month"]
    page: str = ""
    opens_to: frozenset[str] = DESK
    query: str = ""
    shown: Literal["count", "money", "score"] = "count"


@dataclass(frozen=True, slots=True)
class Panel:
    """
    A part of the page of today that is neither a task nor a number.

    :param look: what the template is given as `panel`
    """

    roles: frozenset[str]
    template: str
    look: Callable[[Actor, datetime], Mapping[str, Any]]


Describe = Callable[[Task], TaskWords]
Search = Callable[[Actor, str, datetime], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Section:
    """
    What one folder of pages says of itself.

    :param menu: pages offered to the desks; `worker_menu` and `client_menu` likewise
    :param for_everybody: names of pages that are there for all who are signed in; `for_clients` and
        `for_workers` likewise. A page that is named nowhere belongs to the desks
    :param links: purpose of a link -> what it opens
    :param state_styles: kind of thing -> state -> its shape and colour
    :param event_styles: kind of fact -> the shape and colour of its line on a timeline
    :param event_pages: name of an id in facts -> the page of such a row
    :param tasks: kind of task -> how it is offered
    :param tallies: kind of number on the page of today -> how it is shown
    :param panels: what else stands there
    :param search: finds people and things by what somebody typed
    """

    menu: tuple[Entry, ...] = ()
    worker_menu: tuple[Entry, ...] = ()
    client_menu: tuple[Entry, ...] = ()
    for_everybody: frozenset[str] = frozenset()
    for_clients: frozenset[str] = frozenset()
    for_workers: frozenset[str] = frozenset()
    links: Mapping[str, Opens] = field(default_factory=dict)
    state_styles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    event_styles: Mapping[str, str] = field(default_factory=dict)
    event_pages: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, Describe] = field(default_factory=dict)
    tallies: Mapping[str, TallyWords] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    search: Search | None = None


def one_task(words: str, verb: str, page: str) -> Describe:
    """Return how a task about one row is offered: two message ids and the name of its page."""

    def describe(task: Task) -> TaskWords:
        return TaskWords(gettext(words), gettext(verb), reverse(page, args=task.ids))

    return describe


@cache
def sections() -> tuple[Section, ...]:
    """Return every section: those of no chapter, then the chapters' in process order."""
    names = (*OF_NO_CHAPTER, *settings.CHAPTERS)
    found = modules_named(names, "guanjia.doors.web.{}.section")
    return tuple(module.SECTION for module in found)


@cache
def menu() -> tuple[Entry, ...]:
    """Return the menu of the desks, whole."""
    return _in_place(entry for section in sections() for entry in section.menu)


@cache
def worker_menu() -> tuple[Entry, ...]:
    """Return the menu of whoever works in homes."""
    return _in_place(entry for section in sections() for entry in section.worker_menu)


@cache
def client_menu() -> tuple[Entry, ...]:
    """Return the menu of a household."""
    return _in_place(entry for section in sections() for entry in section.client_menu)


def _in_place(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.place))


@cache
def links() -> Mapping[str, Opens]:
    """Return what links of each purpose open."""
    return {purpose: opens for one in sections() for purpose, opens in one.links.items()}


@cache
def event_styles() -> Mapping[str, str]:
    """Return the shape and colour of kinds of facts, where they have one."""
    return {kind: style for one in sections() for kind, style in one.event_styles.items()}


@cache
def event_pages() -> Mapping[str, str]:
    """Return the pages of what facts speak of, those of later chapters first."""
    return {name: page for one in reversed(sections()) for name, page in one.event_pages.items()}


@cache
def task_descriptions() -> Mapping[str, Describe]:
    """Return how each kind of task is offered."""
    return {kind: describe for one in sections() for kind, describe in one.tasks.items()}


@cache
def tally_words() -> Mapping[str, TallyWords]:
    """Return how each kind of number is shown on the page of today."""
    return {kind: words for one in sections() for kind, words in one.tallies.items()}


@cache
def panels() -> tuple[Panel, ...]:
    """Return what else stands on the page of today, in process order."""
    return tuple(panel for one in sections() for panel in one.panels)
