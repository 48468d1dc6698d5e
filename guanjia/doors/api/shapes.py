"""Shapes that every part of the interface shares."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from ninja import Field, Schema
from pydantic import AwareDatetime

from guanjia.doors.bounds import FIRST_DAY, LAST_DAY, MOST_ID

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
