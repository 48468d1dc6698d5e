"""Shapes that every part of the interface shares."""

from typing import Annotated

from ninja import Field, Schema

MOST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Word = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]+$")]
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
