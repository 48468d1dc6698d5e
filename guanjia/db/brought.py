"""
Texts that the house brings along, such as the names of services and the steps of a standard.

They are kept in Chinese, as the company may change them at any time. Whoever reads a page in another
language reads them in that one, as far as `locale/<language>` has them; what the company wrote itself
stands as it was written. Commands, jobs and programs always read what is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext

CONTEXT = "brought along"
"""Under which context a catalogue of words holds them."""
_FOR_A_PAGE: ContextVar[bool] = ContextVar("for_a_page", default=False)


class Rendered(str):
    """A text in the reader's language that knows how it is kept, and is kept so again."""

    __slots__ = ("kept",)
    kept: str


@contextmanager
def read_for_a_page() -> Iterator[None]:
    """Let what is read from the database meanwhile come in the reader's language."""
    before = _FOR_A_PAGE.set(True)
    try:
        yield
    finally:
        _FOR_A_PAGE.reset(before)


def in_readers_language(text: str) -> str:
    """Return a text that the house brought along as the reader of now reads it."""
    kept = as_kept(text)
    if not kept or kept.isascii() or get_language() is None:
        return text
    said = pgettext(CONTEXT, kept)
    if said == kept:
        return kept
    rendered = Rendered(said)
    rendered.kept = kept
    return rendered


def as_shown(text: str) -> str:
    """Return a text for whoever reads the page that is being made; for a program as it is kept."""
    return in_readers_language(text) if _FOR_A_PAGE.get() else text


def as_kept(value: Any) -> Any:
    """Return a value as it stands in the database, for a form in which it is changed."""
    return value.kept if isinstance(value, Rendered) else value


class _Brought:
    """Makes of a column of texts one that is read in the reader's language."""

    stored_as: str

    def from_db_value(self, value: str | None, *_how: Any) -> str | None:
        """Return the text as the reader of a page reads it."""
        return as_shown(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Return the text as it is kept."""
        return super().get_prep_value(as_kept(value))  # type: ignore[misc]  # of the column itself

    def deconstruct(self) -> Any:
        """Return what migrations know of the column: it is an ordinary one."""
        name, _path, positional, named = super().deconstruct()  # type: ignore[misc]  # as above
        return name, f"django.db.models.{self.stored_as}", positional, named


class BroughtText(_Brought, models.CharField):
    """A short text that the house brings along."""

    stored_as = "CharField"


class BroughtWords(_Brought, models.TextField):
    """A long text that the house brings along."""

    stored_as = "TextField"
