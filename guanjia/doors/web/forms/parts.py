"""The parts of a record: one small form for each kind of thing that can be known of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise

from guanjia.kernel.actors import Actor

Given = dict[str, Any]
Command = Callable[..., object]


def as_typed(given: Given) -> Given:
    """Return what a form says as it says it."""
    return given


@dataclass(frozen=True, slots=True)
class Part:
    """
    A kind of thing in a record: its words, its form, and the commands that write it.

    :param name: what addresses call it, and commands: they take its row as `<name>_id`
    :param rows: the record's rows of this kind; "" where there is only one
    :param masked: fields never sent to the page: left empty they stay as they are
    :param prepare: turns what the form says into what the commands take
    """

    name: str
    new: str | Promise
    old: str | Promise
    form: type[forms.Form]
    add: Command
    change: Command | None = None
    remove: Command | None = None
    rows: str = ""
    masked: tuple[str, ...] = field(default=())
    prepare: Callable[[Given], Given] = as_typed

    def write(
        self, given: Given, *, actor: Actor, row_id: int | None, at: datetime, **record: int
    ) -> object:
        """Add what a form says, or correct a row by it; a masked field left empty says nothing."""
        if row_id is None or self.change is None:
            return self.add(actor=actor, at=at, **record, **self.prepare(given))
        said = {name: text for name, text in given.items() if text or name not in self.masked}
        return self.change(actor=actor, at=at, **record, **self._row(row_id), **self.prepare(said))

    def take_out(self, *, actor: Actor, row_id: int, at: datetime, **record: int) -> object:
        """Take a row out of the record."""
        assert self.remove is not None, "whoever asks has seen that it can be removed"
        return self.remove(actor=actor, at=at, **record, **self._row(row_id))

    def _row(self, row_id: int) -> dict[str, int]:
        return {f"{self.name}_id": row_id}
