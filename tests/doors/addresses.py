"""
The address book: every address of pages and of the interface, and how each is filled in.

The addresses are found by asking Django; what their parameters mean stands here. An address whose
parameters nobody has explained makes its tests fail, until somebody decides.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from guanjia.ledger.models import Event
from tests.doors.coming_in import by_code
from tests.world.neighbours import Side

API = "api/"
FORM = "application/x-www-form-urlencoded"
NOUNS = {
    "appointment_id": "appointment",
    "assessment_id": "assessment",
    "assignment_id": "assignment",
    "attendance_id": "attendance",
    "callback_id": "callback",
    "consent_id": "consent",
    "delivery_id": "delivery",
    "file_id": "file",
    "household_id": "household",
    "alert_id": "alert",
    "incident_id": "incident",
    "invitation_id": "invitation",
    "leave_id": "leave",
    "line_id": "line",
    "offer_id": "offer",
    "order_id": "order",
    "paper_id": "paper",
    "photo_id": "photo",
    "role_id": "role",
    "run_id": "run",
    "service_id": "service",
    "signature_id": "signed paper",
    "sop_id": "sop",
    "step_id": "step",
    "user_id": "colleague",
    "version_id": "plan",
    "visit_id": "visit",
    "worker_id": "worker",
}
"""What a parameter is the number of."""

OF_EVERYBODY = {"delivery", "service", "sop"}
"""Rows that no branch has for itself."""


@dataclass(frozen=True)
class Word:
    """A parameter that is filled with a word rather than with the number of a row."""

    text: str


_DRAFT = {"version_id": "draft"}
FILLINGS: Mapping[str, tuple[Mapping[str, str | Word], ...]] = {
    "go": ({"token": Word("no-such-token")},),
    "figure": ({"key": Word("dispatch.weeks_ahead")},),
    "mfa_remove_webauthn": ({"pk": Word("1")},),
    "mfa_edit_webauthn": ({"pk": Word("1")},),
    "reopen_login": ({"user_id": "former colleague"},),
    "evaluation:rows": ({"code": Word("on_time")},),
    "client_face": ({"visit_id": "visit ahead"},),
    "manifest": ({"name": Word("work")}, {"name": Word("home")}),
    "fieldwork:evidence": ({"file_id": "evidence"},),
    "fieldwork:handle_incident": ({"name": Word("take_up")},),
    "fieldwork:acceptance": ({"assignment_id": "past assignment"},),
    "fieldwork:unsigned": ({"assignment_id": "past assignment"},),
    "assessment:result": ({"assessment_id": "finished assessment"},),
    "assessment:take_over": ({"assessment_id": "finished assessment"},),
    "assessment:reopen": ({"assessment_id": "finished assessment"},),
    "assessment:step": ({"group": Word("iadl")},),
    "assessment:add_photo": ({"group": Word("iadl")},),
    "planning:add_line": (_DRAFT,),
    "planning:line": (_DRAFT,),
    "planning:remove_line": (_DRAFT,),
    "planning:terms": (_DRAFT,),
    "planning:targets": (_DRAFT,),
    "planning:offer": (_DRAFT,),
    "planning:plan": ({}, _DRAFT),
    "workforce:reveal": ({"field": Word("phone")}, {"field": Word("id_number")}),
    "workforce:move": ({"name": Word("suspend")}, {"name": Word("leave")}),
    "workforce:screen": ({"step": Word("identity")},),
    "workforce:revoke": ({"paper_id": "verified paper"},),
    "dossier:move": tuple({"name": Word(name)} for name in ("engage", "drop")),
    "dossier:add_part": tuple(
        {"part": Word(part)}
        for part in (
            "member",
            "contact",
            "home",
            "habit",
            "preference",
            "diet",
            "consent",
            "agreement",
            "household",
        )
    ),
    "dossier:part": tuple(
        {"part": Word(part), "row_id": part} for part in ("member", "contact", "home")
    ),
    "dossier:remove_part": tuple(
        {"part": Word(part), "row_id": part} for part in ("habit", "preference", "diet", "contact")
    ),
    "end_way": (
        {"what": Word("visits"), "row_id": "colleague"},
        {"what": Word("visit"), "row_id": "colleague"},
        {"what": Word("factor"), "row_id": "colleague"},
    ),
}
"""How an address is filled in where NOUNS does not say it all; one for each way that matters."""


_A_CALL = {
    "household": "household",
    "home": "home",
    "service": "service",
    "goes_on": Word("book"),
    "minutes": Word("120"),
    "day": Word("2026-11-25"),
    "time": Word("09:00"),
    "key": Word("a-call-of-today"),
}
QUERIES: Mapping[str, Mapping[str, str | Word]] = {
    "dispatch:board": {"branch": "branch", "on": Word("2026-11-24")},
    "dispatch:morning": {"branch": "branch", "on": Word("2026-11-24"), "asked": Word("yes")},
    "dispatch:rosters": {"branch": "branch"},
    "dispatch:slots": {
        "household": "household",
        "home": "home",
        "service": "service",
        "minutes": Word("120"),
        "on": Word("2026-11-25"),
    },
    "dossier:times": _A_CALL,
    "dossier:price": _A_CALL,
    "dossier:new_call": {"household": "household"},
    "evaluation:rows": {"household": "household", "worker": "worker", "branch": "branch"},
    "api:visits": {"branch_id": "branch", "on": Word("2026-11-24")},
    "api:evaluation": {
        "first": Word("2026-11-01"),
        "until": Word("2026-12-01"),
        "branch_id": "branch",
        "household_id": "household",
        "worker_id": "worker",
    },
}
"""What stands after the question mark of an address that says little without it."""


class Undecided(LookupError):
    """Nobody has said what a parameter of an address means: add it to NOUNS or to FILLINGS."""


@dataclass(frozen=True)
class Address:
    """
    One address.

    :param route: as its pattern is written
    :param name: by which templates know it; of the interface, the same address may have several
    :param parameters: the names in its path, in order
    :param is_public: whether it says of itself that it is for everybody
    """

    route: str
    name: str
    parameters: tuple[str, ...]
    is_public: bool

    @property
    def is_api(self) -> bool:
        """Whether programs ask here."""
        return self.route.startswith(API)

    def fillings(self) -> list[dict[str, str | Word]]:
        """
        Return for each way that matters what fills the parameters.

        :raises Undecided: if nobody has said so for one of them
        """
        ways = []
        for way in FILLINGS.get(self.name, ({},)):
            whole = {name: NOUNS.get(name) for name in self.parameters} | dict(way)
            missing = [name for name, filled in whole.items() if filled is None]
            if missing:
                raise Undecided(f"{self.route}: what is {', '.join(missing)}?")
            ways.append({name: whole[name] or "" for name in self.parameters})
        return ways

    def path(self, filled: Mapping[str, object]) -> str:
        """Return the path with its parameters filled in as they stand in an address line."""
        written = self.route
        for name in self.parameters:
            head, _, rest = written.partition("<")
            _, _, tail = rest.partition(">")
            written = f"{head}{filled[name]}{tail}"
        return f"/{written}"

    def at(self, side: Side, way: Mapping[str, str | Word]) -> str:
        """Return the path to what is about a household's side."""
        return self.path(
            {
                name: filled.text if isinstance(filled, Word) else side.rows[filled]
                for name, filled in way.items()
            }
        )

    def query(self, side: Side) -> dict[str, str]:
        """Return what stands after the question mark when it is about a household's side."""
        return {
            name: filled.text if isinstance(filled, Word) else str(side.rows[filled])
            for name, filled in QUERIES.get(self.name, {}).items()
        }

    def is_about_a_side(self, way: Mapping[str, str | Word]) -> bool:
        """Test whether the address so filled means something that belongs to one household's side."""
        return any(
            not isinstance(filled, Word) and filled not in OF_EVERYBODY for filled in way.values()
        )


def book() -> list[Address]:
    """Return every address of the house, in the order in which they are looked for."""
    found: dict[str, Address] = {}
    for address in _below(get_resolver(), "", "", ()):
        found.setdefault(address.route, address)
    return list(found.values())


def _below(
    resolver: URLResolver, before: str, space: str, outer: tuple[str, ...]
) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        parameters = (*outer, *one.pattern.converters)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _below(one, route, inner, parameters)
        elif isinstance(one, URLPattern):
            if not isinstance(one.pattern, RoutePattern):
                raise Undecided(f"{route} is written as an expression; write it with path()")
            yield Address(
                route,
                f"{space}{one.name or ''}",
                parameters,
                not getattr(one.callback, "login_required", True),
            )


class Overheard(QueryDict):
    """What an address says after its question mark; remembers by which names it was read."""

    read: set[str]

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().getlist(key, default)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)


class Listen:
    """The innermost layer in tests: hears which words of an address a page reads."""

    heard: set[str] = set()

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        heard = Overheard(mutable=True)
        heard.read = Listen.heard = set()
        for name, values in request.GET.lists():
            heard.setlist(name, values)
        heard._mutable = False
        heard.read.clear()
        request.GET = heard  # type: ignore[assignment]  # as Django's own
        answer: HttpResponse = self.get_response(request)
        return answer


LISTENING = f"{__name__}.{Listen.__name__}"
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Happening:
    """What came of one request, all of which was undone afterwards."""

    status: int = 0
    goes_to: str = ""
    kind: str = ""
    kept: str = ""
    content: bytes = b""
    facts: int = 0
    written: frozenset[str] = frozenset()
    error: BaseException | None = None


@contextmanager
def _watched() -> Iterator[set[str]]:
    """Yield the tables to which anything is written meanwhile."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if words and words[0] in WRITES:
            table = words[1] if words[0] == "UPDATE" else words[2]
            tables.add(table.strip('"').partition("(")[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables


def _facts() -> int:
    """Count the facts, twice a request: having the mapper write that question costs a tenth of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {Event._meta.db_table}")
        return int(cursor.fetchone()[0])


class Caller:
    """Somebody at the door with a browser or a program, whose every request is undone."""

    def __init__(self, **client: Any) -> None:
        self.client = Client(**client)
        self.cookies = self.client.cookies.copy()

    def sign_in(self, phone: str) -> "Caller":
        """Sign in by the code that goes to a number: nothing is asked for again for a while."""
        by_code(phone, self.client)
        if SESSION_KEY not in self.client.session:
            raise AssertionError(f"nobody could sign in with {phone}")
        self.cookies = self.client.cookies.copy()
        return self

    def come_by(self, path: str) -> "Caller":
        """Open a link as a person does: press its button."""
        answer = self.client.post(path)
        if answer.status_code != 302:
            raise AssertionError(f"the link {path} opens nothing: {answer.status_code}")
        self.cookies = self.client.cookies.copy()
        return self

    def post(self, path: str, form: Mapping[str, str]) -> Happening:
        """Press a button that sends a form."""
        return self.ask("POST", path, data=urlencode(form), content_type=FORM)

    def ask(self, method: str, path: str, **request: Any) -> Happening:
        """Make one request, undo what it did, and return what came of it."""
        self.client.cookies = self.cookies.copy()
        seen = Happening()
        with _watched() as tables, transaction.atomic():
            before = _facts()
            try:
                answer = self.client.generic(method, path, **request)
            except Exception as error:
                seen.error = error
            else:
                seen.status = answer.status_code
                seen.goes_to = answer.get("Location", "")
                seen.kind = answer.get("Content-Type", "").partition(";")[0]
                seen.kept = answer.get("Cache-Control", "")
                seen.content = b"" if answer.streaming else answer.content
                seen.facts = _facts() - before
            transaction.set_rollback(True)
        cache.clear()
        seen.written = frozenset(tables)
        return seen
