"""
How a fact is told on a timeline: one sentence a kind, and words for the codes in its fields.

Placeholders are the names of the fact's fields. Ids are replaced by labels looked up when the
timeline is read, so that a person who was forgotten stays forgotten.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from guanjia.kernel.money import yuan
from guanjia.kernel.words import _
from guanjia.ledger.queries import RecordedFact

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+00:00")
YES, NO = _("yes (said)"), _("no (said)")


@dataclass(frozen=True, slots=True)
class InContext:
    """Words for codes that stand in a context of the translations, `msgid` naming the code."""

    context: str
    msgid: str = "%s"


Codes = Mapping[str, str] | InContext


@dataclass(frozen=True, slots=True)
class Message:
    """
    How facts of one kind are told.

    :param words: a message id
    :param codes: name of a field -> its codes -> their message ids
    :param formerly: what facts of earlier days did not say yet
    """

    words: str
    codes: Mapping[str, Codes] = field(default_factory=dict)
    formerly: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labels:
    """
    Names for what the database names: field name -> id or code -> label.

    What is missing here has been forgotten.
    """

    names: Mapping[str, Mapping[Any, str]]

    def of(self, field: str, value: object) -> str | None:
        """Return the label of a value, None if its field has no labels, a dot if it was forgotten."""
        if field not in self.names or value is None:
            return None
        return self.names[field].get(value, "·")


def told_by(message: Message, fact: RecordedFact, labels: Labels) -> str:
    """Return a fact as a sentence in the reader's language."""
    said = {**message.formerly, **fact.payload}
    year = timezone.localtime(fact.occurred_at).year
    words = {
        name: _in_words(name, value, message.codes.get(name, {}), labels, year)
        for name, value in said.items()
    }
    return gettext(message.words) % words


def lasting(minutes: int) -> str:
    """Return a duration as 2 小时 30 分钟."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def _in_words(name: str, value: object, codes: Codes, labels: Labels, year: int) -> str:
    label = labels.of(name, value)
    if label is not None:
        return label
    if name.endswith("_fen") and isinstance(value, int):
        return yuan(value)
    if name in ("minutes", "minutes_a_week") and isinstance(value, int):
        return lasting(value)
    if value is None:
        return gettext("nothing")
    code = str(value)
    if isinstance(codes, InContext):
        return pgettext(codes.context, codes.msgid % code)
    if code in codes:
        return gettext(codes[code])
    if isinstance(value, bool):
        return gettext(YES if value else NO)
    if MOMENT.fullmatch(code):
        seen = timezone.localtime(datetime.fromisoformat(code))
        return f"{date_format(seen, 'MONTH_DAY_FORMAT')} {seen:%H:%M}"
    if DAY.fullmatch(code):
        day = date.fromisoformat(code)
        return date_format(day, "MONTH_DAY_FORMAT" if day.year == year else "DATE_FORMAT")
    return code.replace("_", " ")
