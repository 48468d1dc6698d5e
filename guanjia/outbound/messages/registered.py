"""
The texts that a provider has registered for us.

Carriers in China bring no free words: a text is registered beforehand, with placeholders, and a
message is the name of such a text and what stands in its placeholders. Our words are final when they
come here, so they are laid against the registered texts; the one that yields exactly these words is
sent. Nothing is cut and nothing is turned round: what fits no text is refused.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from guanjia.outbound.messages.protocol import UNREGISTERED, Refused

PLACEHOLDER = re.compile(r"\$\{(\w+)\}|\{(\w+)\}")
"""Alibaba Cloud writes ${code}, Tencent Cloud {1}."""


def _flat(text: str) -> str:
    """Return the text on one line: a provider keeps no line breaks, and neither do we compare them."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Registered:
    """
    A text as it was registered.

    :param options: what else a provider wants to know of it, as it stands in the file
    """

    id: str
    text: str
    options: tuple[tuple[str, object], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What its placeholders are called, in their order."""
        return tuple(first or second for first, second in PLACEHOLDER.findall(self.text))

    @property
    def own_words(self) -> tuple[str, ...]:
        """What stands before, between and behind the placeholders: one piece more than those."""
        flat, pieces, end = _flat(self.text), [], 0
        for found in PLACEHOLDER.finditer(flat):
            pieces.append(flat[end : found.start()])
            end = found.end()
        return (*pieces, flat[end:])

    def values_in(self, words: str) -> dict[str, str] | None:
        """
        Return what stands in each placeholder if this text can say exactly `words`, else nothing.

        Every placeholder takes as little as it can, and never nothing. Takes O(n) searches.
        """
        flat, pieces = _flat(words), self.own_words
        if len(pieces) == 1:
            return {} if flat == pieces[0] else None
        first, *between, last = pieces
        if not flat.startswith(first) or not flat.endswith(last):
            return None
        start, end = len(first), len(flat) - len(last)
        values = []
        for piece in between:
            found = flat.find(piece, start + 1, end)
            if found < 0:
                return None
            values.append(flat[start:found])
            start = found + len(piece)
        if start >= end:
            return None
        values.append(flat[start:end])
        return dict(zip(self.names, values, strict=True))


@dataclass(frozen=True, slots=True)
class Fitting:
    """A registered text and what to put into it."""

    template: Registered
    values: dict[str, str]


def fitting(registered: Iterable[Registered], words: str) -> Fitting:
    """
    Return the text that says exactly `words`; of several the one with most words of its own.

    :raises Refused: if there is none
    """
    found = [
        Fitting(template, values)
        for template in registered
        if (values := template.values_in(words)) is not None
    ]
    if not found:
        raise Refused(UNREGISTERED)
    return max(found, key=lambda one: sum(map(len, one.template.own_words)))


def read(file: str) -> tuple[Registered, ...]:
    """
    Return the texts in a TOML file of [[template]] tables, each with `id` and `text`.

    A table whose id is still empty is left out: it waits for its registration.

    :raises ImproperlyConfigured: naming the file and what is wrong in it
    """
    try:
        tables = tomllib.loads(Path(file).read_text(encoding="utf-8")).get("template", [])
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{file}: {error}") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ImproperlyConfigured(f"{file}: templates are written as [[template]]")
    found = tuple(_read_one(file, table) for table in tables if table.get("id") != "")
    if not found:
        raise ImproperlyConfigured(f"{file}: no [[template]] in it has an id")
    return found


def _read_one(file: str, table: dict[str, object]) -> Registered:
    known = dict(table)
    name, text = known.pop("id", None), known.pop("text", None)
    if not isinstance(name, str) or not isinstance(text, str) or not text:
        raise ImproperlyConfigured(f"{file}: every [[template]] needs an id and a text, as words")
    template = Registered(id=name, text=text, options=tuple(known.items()))
    if len(set(template.names)) != len(template.names):
        raise ImproperlyConfigured(f"{file}: {name} names one placeholder twice")
    if not any(piece.strip() for piece in template.own_words):
        raise ImproperlyConfigured(f"{file}: {name} has no words of its own and would fit anything")
    return template
