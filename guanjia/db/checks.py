"""
What the conditions of tables should say: read from the models, and laid beside what the database keeps.

A condition that bears its name and says less keeps less out. SQLite keeps its text as it was said,
PostgreSQL in words of its own; of both are compared the columns, the values and the comparisons.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.db import connection, models

Gist = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Columns, values and comparisons of a condition."""
CAST = re.compile(
    r"::(?:character varying|timestamp with time zone|double precision|\w+)(?:\(\d+\))?"
)
TEXT = re.compile(r"'((?:[^']|'')*)'")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
COMPARED = re.compile(r"<=|>=|<>|!=|<|>|=|\bIN\b|\bIS NOT NULL\b|\bIS NULL\b|\bNOT\b(?! NULL)")
MEANT = {"IN": "=", "!=": "<>"}
MOST_KEPT = 1024
"""So many texts are read once, as the same ones are looked at again and again."""
BEGIN = re.compile(r'(?:CONSTRAINT "([^"]+)" )?CHECK \(')


def should_say(model: type[models.Model]) -> Iterator[tuple[str, Gist]]:
    """Yield the conditions of a model's table by name; one that a kind of column brings has none ("")."""
    table = columns_of(model)
    # Asked for words only: it is not entered, which on SQLite would wait for those who write.
    schema = connection.schema_editor(collect_sql=True)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            made = str(constraint.constraint_sql(model, schema))
            yield constraint.name, gist(made.partition(" CHECK ")[2], table)
    for column in model._meta.local_concrete_fields:
        if said := column.db_parameters(connection)["check"]:
            yield "", gist(said, table)


def columns_of(model: type[models.Model]) -> frozenset[str]:
    """Return the names of the columns of a model's table."""
    return frozenset(str(column.column) for column in model._meta.local_concrete_fields)


@lru_cache(MOST_KEPT)
def said_in(text: str, columns: frozenset[str]) -> tuple[tuple[str, Gist], ...]:
    """Return the conditions in the text by which SQLite keeps a table; "" names one without a name."""
    return tuple(
        (found[1] or "", gist(_closed(text[found.end() - 1 :]), columns))
        for found in BEGIN.finditer(text)
    )


def _closed(text: str) -> str:
    """Return the text up to the bracket that closes its first one."""
    depth = 0
    blank = TEXT.sub(lambda found: " " * len(found[0]), text)
    for place, letter in enumerate(blank):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return text[: place + 1]
    return text


@lru_cache(MOST_KEPT)
def gist(text: str, columns: frozenset[str]) -> Gist:
    """Return of a condition what is compared."""
    bare = CAST.sub("", text)
    values = [value.lstrip("-") for value in TEXT.findall(bare)]
    bare = TEXT.sub(" ", bare)
    values += NUMBER.findall(bare)
    compared = [MEANT.get(one, one) for one in COMPARED.findall(bare)]
    named = columns.intersection(re.findall(r"\w+", bare))
    return tuple(sorted(named)), tuple(sorted(values)), tuple(sorted(compared))
