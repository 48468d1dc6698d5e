"""
Who gets in where: every address asked by everybody, about their own, another, and another branch's.

    python -m tests.doors.rights     writes tests/doors/rights.txt anew

The table is data that people review: a right that changes shows as a line that changes. What holds
without any table (nobody unknown gets in, no branch reaches another) is asserted in its test.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.doors.addresses import Address, Caller, Happening, Word
from tests.doors.bodies import body_for, form_for, methods_of
from tests.doors.town import Town
from tests.world.neighbours import Side

TABLE = Path(__file__).with_name("rights.txt")
HEAD = """\
# Who gets in where. Written by: python -m tests.doors.rights; read every line that changes.
#
# in       is shown a page or an answer          does     changes something
# refused  is told in words why not (409, 422)   led on   is sent to another page
# Whoever is not named is asked to sign in, is told no, or finds nothing there; - is nobody at all.
# own: of the client's, the worker's and the butler's own household; other: another one of the
# branch; elsewhere: one of another branch; any: of no household in particular.
"""
SIDES = ("own", "other", "elsewhere")
ANY = "any"
NO_ONE = "    -"
HARMLESS = {"org_session", "vault_accessrecord"}
"""Tables to which every request may write: that somebody is still there, and that they have looked."""

Outcomes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Asked:
    """One address, filled in one way, asked with one method about one side by one caller."""

    address: Address
    way: Mapping[str, str | Word]
    method: str
    target: str
    who: str
    seen: Happening

    @property
    def outcome(self) -> str:
        """What it came to, in one word; "" if whoever asked was left outside."""
        seen = self.seen
        if seen.error or seen.status in (401, 403, 404, 405) or _leads_to_signing_in(seen):
            return ""
        if seen.status >= 400:
            return "refused"
        if self.method != "GET" and (seen.facts or seen.written - HARMLESS):
            return "does"
        return "led on" if 300 <= seen.status < 400 else "in"


def _leads_to_signing_in(seen: Happening) -> bool:
    return 300 <= seen.status < 400 and seen.goes_to.startswith("/sign-in/")


def title(address: Address, way: Mapping[str, str | Word], method: str) -> str:
    """Return the line under which the outcomes of an address stand in the table."""
    words = [f"{name}={filled.text}" for name, filled in way.items() if isinstance(filled, Word)]
    rows = [
        f"{name}={filled}"
        for name, filled in way.items()
        if not isinstance(filled, Word) and filled in {"draft", "former colleague"}
    ]
    return " ".join([method, f"/{address.route}", *words, *rows])


def titles(address: Address) -> list[str]:
    """Return every title under which an address stands in the table."""
    methods = ("GET", *methods_of(address))
    return [title(address, way, method) for way in address.fillings() for method in methods]


def ask_about(town: Town, address: Address) -> Iterator[Asked]:
    """Ask an address in every way, with every method, about every side, as everybody."""
    callers = town.programs if address.is_api else town.browsers
    for way in address.fillings():
        targets = SIDES if address.is_about_a_side(way) else (ANY,)
        for method in ("GET", *methods_of(address)):
            for target in targets:
                side = getattr(town.neighbours, "own" if target == ANY else target)
                for who, caller in callers.items():
                    seen = _ask(caller, address, way, method, side)
                    yield Asked(address, way, method, target, who, seen)


def _ask(
    caller: Caller, address: Address, way: Mapping[str, str | Word], method: str, side: Side
) -> Happening:
    path = address.at(side, way)
    if method == "GET":
        words = "&".join(f"{name}={text}" for name, text in address.query(side).items())
        return caller.ask("GET", f"{path}?{words}" if words else path)
    if address.is_api:
        body = body_for(address, method, side)
        return caller.ask(method, path, data=body, content_type="application/json")
    return caller.post(path, form_for(address, way, side))


def table_of(asked: Iterator[Asked] | list[Asked]) -> dict[str, list[str]]:
    """Return the lines of the table, by title."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for one in asked:
        lines = found.setdefault(title(one.address, one.way, one.method), {})
        outcomes = lines.setdefault(one.target, {})
        if one.outcome:
            outcomes.setdefault(one.outcome, []).append(one.who)
    return {
        name: [_line(target, outcomes) for target, outcomes in lines.items() if outcomes]
        or [NO_ONE]
        for name, lines in found.items()
    }


def _line(target: str, outcomes: Mapping[str, list[str]]) -> str:
    said = "; ".join(f"{outcome}: {' '.join(who)}" for outcome, who in sorted(outcomes.items()))
    return f"    {target:10} {said}"


def read() -> dict[str, list[str]]:
    """Return the reviewed table, by title."""
    table: dict[str, list[str]] = {}
    lines: list[str] = []
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        if text.startswith("    "):
            lines.append(text)
        elif text and not text.startswith("#"):
            lines = table.setdefault(text, [])
    return table


def write(table: Mapping[str, list[str]]) -> None:
    """Write the table as it is now found; whoever commits it has read what changed."""
    parts = ["\n".join([name, *lines]) for name, lines in table.items()]
    TABLE.write_text(HEAD + "\n" + "\n".join(parts) + "\n", encoding="utf-8")
