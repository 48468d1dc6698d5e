"""Files that come with a form go into the vault first; a refusal stands beside the field."""

from datetime import datetime

from django import forms
from django.http import HttpRequest

from guanjia.doors.manners import actor_of
from guanjia.vault.commands import store


def kept_file(
    request: HttpRequest, form: forms.Form, name: str, *, purpose: str, at: datetime
) -> int | None:
    """
    Put the file of the field `name` into the vault; return its id, or None if none was chosen.

    :raises Invalid: on the field "file", if it is empty, too large, or no picture
    """
    given = form.cleaned_data.get(name)
    if not given:
        return None
    user_id = actor_of(request).user_id
    media_type = given.content_type or "application/octet-stream"
    row = store(given.read(), media_type=media_type, purpose=purpose, user_id=user_id, at=at)
    return int(row.pk)
