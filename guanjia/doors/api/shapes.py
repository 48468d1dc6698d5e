"""
Shapes that every part of the interface shares, and how a row of a query becomes one.

A call hands out the rows of queries as they are; which of their fields, it says once.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import wraps
from typing import Annotated, Any, get_type_hints

from django.db.models import Model
from ninja import Field, Router, Schema
from pydantic import AwareDatetime, create_model

from guanjia.doors.api.bearer import READ, WRITE, within
from guanjia.doors.bounds import FIRST_DAY, LAST_DAY, MOST_ID, MOST_PAGES

FIRST_MOMENT, LAST_MOMENT = (
    datetime.combine(day, time(), tzinfo=UTC) for day in (FIRST_DAY, LAST_DAY)
)
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Moment = Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT)]
Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]


class Problem(Schema):
    """Why a request was declined, in the language of the `Accept-Language` header."""

    detail: str
    field: str = Field("", description="The part of the request at fault, if one is.")


REFUSALS = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    405: Problem,
    409: Problem,
    422: Problem,
}
"""Every way in which any call may be declined."""


Call = Callable[..., Any]

KINDS: dict[str, Any] = {
    "BigAutoField": int,
    "ForeignKey": int,
    "IntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "BooleanField": bool,
    "CharField": str,
    "SlugField": str,
    "TextField": str,
    "DateField": date,
    "DateTimeField": datetime,
}
"""What stands in a column of a kind; of other kinds, such as encrypted ones, no program reads."""


def shape(row: type, name: str, fields: str, *, about: str, **said: str) -> Any:
    """
    Return the shape in which rows are handed to programs: some of their fields, under their names.

    :param row: a frozen dataclass of a query, or a model
    :param name: what the shape is called in the description of the interface
    :param fields: names of fields, with spaces between them
    :param about: what the description says of the shape
    :param said: field -> what the description says of it
    :raises KeyError: if rows have no such field
    """
    kinds = _kinds_in(row) if issubclass(row, Model) else get_type_hints(row)
    types: dict[str, Any] = {
        one: (kinds[one], Field(..., description=said.get(one))) for one in fields.split()
    }
    made = create_model(name, __base__=Schema, **types)
    made.__doc__ = about
    return made


def _kinds_in(model: type[Model]) -> dict[str, Any]:
    """Return what stands in the columns of a table."""
    found = {}
    for field in model._meta.concrete_fields:
        kind = KINDS.get(field.get_internal_type())
        if kind:
            found[field.attname] = kind | None if field.null else kind
    return found


def many(row: Any) -> Any:
    """Return the shape of a short list, whole."""
    return list[row]


def listed(row: Any) -> Any:
    """Return the shape of a page of a long list, and how many pages and rows there are."""
    types: dict[str, Any] = dict.fromkeys(("number", "of", "total"), (int, ...))
    made = create_model(f"{row.__name__}List", __base__=Schema, rows=(list[row], ...), **types)
    made.__doc__ = "A page of a list, how many pages there are, and how many rows."
    return made


class Paged(Schema):
    """Which page of a long list."""

    number: int = Field(1, ge=1, le=MOST_PAGES)


def _rows_as_list(call: Call) -> Call:
    """Return a call whose rows are a list: Ninja takes two in a tuple for a status and an answer."""

    @wraps(call)
    def answered(*args: Any, **kwargs: Any) -> Any:
        answer = call(*args, **kwargs)
        return list(answer) if type(answer) is tuple else answer

    return answered


class Endpoints(Router):
    """The calls of one chapter: each says its scope, what it answers, and every no it may say."""

    def reads(self, path: str, answer: Any) -> Callable[[Call], Call]:
        """Take a call that reads, from tokens that may read."""
        return self._takes("GET", path, {200: answer}, READ)

    def creates(self, path: str, answer: Any) -> Callable[[Call], Call]:
        """Take a call that makes something, answered with 201."""
        return self._takes("POST", path, {201: answer}, WRITE)

    def changes(self, path: str, answer: Any) -> Callable[[Call], Call]:
        """Take a call that changes something; it may be repeated. None: there is nothing to answer."""
        return self._takes("PUT", path, {204: None} if answer is None else {200: answer}, WRITE)

    def _takes(self, method: str, path: str, answers: Any, scope: str) -> Callable[[Call], Call]:
        def add(call: Call) -> Call:
            guarded = _rows_as_list(within(scope)(call))
            self.add_api_operation(path, [method], guarded, response=answers | REFUSALS)
            return call

        return add
