"""
Queries composed once and run many times.

The mapper composes the SQL of a query set anew whenever it is asked, which costs ten times what
running it does. A page that asks twenty questions spends its time on that. Here the mapper
composes a question once, with marks where its values will stand, and each later question puts its
values in the marks' places. What comes back is what the mapper would have given.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar, cast, get_type_hints

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from guanjia.kernel.shelves import Shelf

Row = TypeVar("Row")
Asked = ParamSpec("Asked")

MOST_COMPOSED = 256
"""So many wordings of one question are kept; a wording belongs to a set of rights, mostly."""


def _mark(kind: object, number: int) -> Any:
    """Return a value of a kind that no question ever asks for."""
    if kind is int:
        return 9_000_000_000_000_000_000 + number
    if kind is str:
        return f"\ue000 mark {number}"
    if kind is datetime:
        return datetime(9990, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return date(9990, 1, 1) + timedelta(days=number)


MARKED = (int, str, datetime, date)


def _as_stored(value: Any) -> Any:
    """Return a value as it stands among the parameters of a statement."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


@dataclass(frozen=True, slots=True)
class _Statement:
    """A composed question: its SQL, where its values go, and how a row becomes an object."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]
    read: Callable[[Sequence[tuple[Any, ...]]], Iterator[Any]]

    def ask(self, values: dict[str, Any]) -> list[Any]:
        params = list(self.params)
        for place, name in self.places:
            params[place] = _as_stored(values[name])
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return list(self.read(cursor.fetchall()))


class CompiledQuery(Generic[Asked, Row]):
    """
    A function that returns a query set, called as if it returned the rows.

    Arguments of the kinds int, str, datetime and date are values: put in when the question is
    asked, and used as they come (not in arithmetic, not in an `if`). Every other argument, such as
    the actor, decides the wording and must be hashable. The rows are a fresh list of model
    instances, or of tuples if the query set asks for those.

    :raises ValueError: when first asked, if a value does not reach the statement as it is
    """

    def __init__(self, compose: Callable[Asked, QuerySet[Any, Row]]) -> None:
        self._compose = compose
        self._signature = signature(compose)
        kinds = get_type_hints(compose)
        self._marks = {
            name: _mark(kinds[name], number)
            for number, name in enumerate(self._signature.parameters)
            if kinds[name] in MARKED
        }
        self._statements: Shelf[_Statement | None] = Shelf(MOST_COMPOSED)
        update_wrapper(self, compose)

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> list[Row]:
        given = self._signature.bind(*args, **kwargs).arguments
        wording = tuple(value for name, value in given.items() if name not in self._marks)
        statement = self._statement(wording, given)
        return cast(list[Row], statement.ask(given)) if statement else []

    def first(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Row | None:
        """Return the first row, or None."""
        return next(iter(self(*args, **kwargs)), None)

    def get(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Row:
        """
        Return the one row that is asked for.

        :raises Model.DoesNotExist: of the query set's model, if there is none
        """
        for row in self(*args, **kwargs):
            return row
        raise self._compose(*args, **kwargs).model.DoesNotExist

    def _statement(self, wording: Hashable, given: dict[str, Any]) -> _Statement | None:
        return self._statements.take(wording, lambda: self._composed(given))

    def _composed(self, given: dict[str, Any]) -> _Statement | None:
        """Return the statement, or None where the rights in the wording let no row be found."""
        compose = cast(Callable[..., QuerySet[Any, Row]], self._compose)
        queryset = compose(**(given | self._marks))
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        marked = {_as_stored(mark): name for name, mark in self._marks.items()}
        places = tuple((at, marked[param]) for at, param in enumerate(params) if param in marked)
        if lost := set(self._marks) - {name for _place, name in places}:
            raise ValueError(f"{self._compose.__name__} does not ask for {', '.join(sorted(lost))}")
        return _Statement(sql, tuple(params), places, _reader(queryset, compiler))


def _reader(queryset: Any, compiler: Any) -> Callable[[Sequence[tuple[Any, ...]]], Iterator[Any]]:
    """Return what makes objects of rows, as the query set itself would."""
    converters = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])

    def converted(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
        return compiler.apply_converters(rows, converters) if converters else iter(rows)

    if queryset._iterable_class is ValuesListIterable:
        return lambda rows: (tuple(row[: compiler.col_count]) for row in converted(rows))
    if queryset._iterable_class is not ModelIterable or queryset._prefetch_related_lookups:
        raise ValueError("ask for model instances or tuples, and for no prefetching")
    return _instances(compiler, converted)


def _instances(
    compiler: Any, converted: Callable[[Sequence[tuple[Any, ...]]], Iterator[Sequence[Any]]]
) -> Callable[[Sequence[tuple[Any, ...]]], Iterator[Model]]:
    kind, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    own = slice(fields[0], fields[-1] + 1)
    names = [one[0].target.attname for one in compiler.select[own]]
    populators: Callable[..., Any] = get_related_populators
    related = populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def instances(rows: Sequence[tuple[Any, ...]]) -> Iterator[Model]:
        for row in converted(rows):
            instance = kind.from_db(DEFAULT_DB_ALIAS, names, row[own])
            for one in related:
                one.populate(row, instance)
            for name, column in annotations:
                setattr(instance, name, row[column])
            yield instance

    return instances
