"""Screening in its order, papers and their dates, ages, weekly hours. Plain values in and out."""

import calendar
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.suiting import AVOIDED, CUISINES, LANGUAGES
from guanjia.kernel.words import Term, _

STAGES = (
    ("identity",),
    ("background",),
    ("health",),
    ("interview", "skill_test"),
    ("references",),
)
"""The screening in its order: a stage opens when all steps of the stages before it have passed."""

STEPS = tuple(step for stage in STAGES for step in stage)
FIGURES = ("workforce.remind_before_days", "workforce.least_age_years")
WAYS_TO_VERIFY = ("original", "register", "issuer")
REVEALED = ("phone", "id_number", "address")
PURPOSES = ("call", "contract", "check", "emergency")
"""Why somebody looks at what is masked; free text has no place in the record."""

REASONS = {
    "reject": ("screening", "health", "papers", "conduct", "own_wish", "other"),
    "suspend": ("complaint", "health", "papers", "conduct", "other"),
    "leave": ("own_wish", "agreement", "conduct", "other"),
}
"""Why a worker is not taken on, sent nowhere, or leaves: read again when they come back."""
PARTINGS = {
    "worker.rejected": "rejection",
    "worker.suspended": "suspension",
    "worker.left": "leaving",
}
"""The facts by which a worker's time with us was interrupted, and the context of their reasons."""


class OnRecord(Invalid):
    """
    Somebody with this number is on record already.

    :param worker_id: whose record it is, if the actor may see it
    """

    def __init__(
        self, message: str, *, field: str, worker_id: int | None = None, **params: object
    ) -> None:
        super().__init__(message, field=field, **params)
        self.worker_id = worker_id


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of the trade that workforce decides by.

    :param remind_before_days: how long before a paper or policy ends it is shown as due
    :param least_age_years: the age from which somebody is taken on
    """

    remind_before_days: int
    least_age_years: int

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Figures":
        """Return the figures from their settings; `values` holds a value for each of FIGURES."""
        return cls(**{key.partition(".")[2]: values[key] for key in FIGURES})


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A stretch of a weekday (0 is Monday), in minutes after midnight."""

    weekday: int
    starts_minute: int
    ends_minute: int


@dataclass(frozen=True, slots=True)
class Person:
    """What is written down about somebody who is sent to homes."""

    name: str
    id_number: str = ""
    born_on: date | None = None
    sex: str = ""
    address: str = ""
    origin_note: str = ""
    latitude: float | None = None
    longitude: float | None = None
    mode: str = "e_bike"
    employment: str = "employee"
    introduction: str = ""
    languages: tuple[str, ...] = ()
    cuisines: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    smokes: bool | None = None


def open_steps(passed: Collection[str]) -> tuple[str, ...]:
    """Return the steps whose turn it is: those not passed of the first stage that is not over."""
    for stage in STAGES:
        if left := tuple(step for step in stage if step not in passed):
            return left
    return ()


def missing_steps(passed: Collection[str]) -> tuple[str, ...]:
    """Return the steps that have not passed, in their order."""
    return tuple(step for step in STEPS if step not in passed)


def check_turn(step: str, passed: Collection[str]) -> None:
    """
    Pass if the step may be decided now: every stage before its own is over.

    A step that was decided may be decided again.

    :raises Invalid: if there is no such step
    :raises Conflict: if an earlier step has not passed
    """
    if step not in STEPS:
        raise Invalid(_("There is no such step of screening."), field="step")
    for stage in STAGES:
        if step in stage:
            return
        if left := [other for other in stage if other not in passed]:
            raise Conflict(
                _("“%(step)s” comes after “%(before)s”, which has not been passed yet."),
                step=Term(step, "screening"),
                before=Term(left[0], "screening"),
            )


def check_all_passed(name: str, passed: Collection[str]) -> None:
    """
    Pass if every step of screening has passed.

    :raises Conflict: naming the first step that has not
    """
    if left := missing_steps(passed):
        raise Conflict(
            _(
                "%(name)s cannot start yet: “%(step)s” has not been passed. "
                "Decide the open steps of the screening first."
            ),
            name=name,
            step=Term(left[0], "screening"),
        )


def age_on(born_on: date, day: date) -> int:
    """Return how many birthdays somebody has had by `day`; 29 February has its day on 1 March."""
    has_come = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (not has_come)


def check_age(born_on: date | None, *, on: date, least_years: int) -> None:
    """
    Pass if somebody is old enough to be taken on, or their birthday is not known yet.

    :raises Invalid: on `born_on`
    """
    if born_on is None:
        return
    if born_on >= on:
        raise Invalid(_("A birthday lies in the past."), field="born_on")
    if age_on(born_on, on) < least_years:
        raise Invalid(
            _("We take on people from the age of %(years)s."), field="born_on", years=least_years
        )


def plain_number(number: str) -> str:
    """Return a paper's number as it is compared: in capitals, without blanks, hyphens and marks."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKC", number).upper() if letter.isalnum()
    )


def check_reason(move: str, reason: str) -> None:
    """
    Pass if the reason is one of those for this move.

    :raises Invalid: on `reason`
    """
    if reason not in REASONS[move]:
        raise Invalid(_("Choose one of the reasons."), field="reason")


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"


def birthday_in(id_number: str) -> date | None:
    """
    Return the birthday in a resident's identity number of 18 characters; None for other papers.

    :raises Invalid: on `id_number`, if its check character or its date cannot be right
    """
    number = plain_number(id_number)
    if not (len(number) == 18 and number[:17].isdigit()):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    wrong = Invalid(
        _("This identity number cannot be right. Please compare it with the card."),
        field="id_number",
    )
    if CHECK_CHARACTERS[total % 11] != number[17]:
        raise wrong
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise wrong from None


LENGTH_OF_NUMBER = 18
LIKE_A_NUMBER = re.compile(r"[0-9OIL]{15,20}X?")
"""What was meant as an identity number: no other paper has so many digits in a row."""
SHORTENED = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
"""How a spreadsheet writes a long number that it took for a figure."""


def check_id_number(id_number: str, *, sex: str) -> None:
    """
    Pass if a paper's number can be one, and tells no other sex than was said.

    :raises Invalid: on `id_number` or `sex`
    """
    if SHORTENED.fullmatch(unicodedata.normalize("NFKC", id_number).strip()):
        raise Invalid(
            _("A spreadsheet has shortened this number. Please type it from the card."),
            field="id_number",
        )
    number = plain_number(id_number)
    if not LIKE_A_NUMBER.fullmatch(number):
        return
    if len(number) != LENGTH_OF_NUMBER:
        raise Invalid(
            _(
                "An identity number has 18 characters, and this has %(n)s. Which paper is it? Please "
                "compare it with the card."
            ),
            field="id_number",
            n=len(number),
        )
    if not number[:17].isdigit():
        raise Invalid(
            _("There is a letter where a digit should be, such as O for 0. Please type it again."),
            field="id_number",
        )
    by_number = "m" if int(number[16]) % 2 else "f"
    if sex and sex != by_number:
        raise Invalid(
            _("The identity number is that of a man.")
            if by_number == "m"
            else _("The identity number is that of a woman."),
            field="sex",
        )


def settled(person: Person, *, on: date, figures: Figures) -> Person:
    """
    Return the person with the birthday that their identity number tells.

    :raises Invalid: naming what cannot be right
    """
    if not person.name.strip():
        raise Invalid(_("Please give a name."), field="name")
    check_id_number(person.id_number, sex=person.sex)
    by_number = birthday_in(person.id_number)
    if by_number and person.born_on and by_number != person.born_on:
        raise Invalid(_("The birthday is not the one in the identity number."), field="born_on")
    born_on = person.born_on or by_number
    _check_suits(person)
    check_age(born_on, on=on, least_years=figures.least_age_years)
    values = {name: getattr(person, name) for name in Person.__dataclass_fields__}
    return Person(**values | {"name": person.name.strip(), "born_on": born_on})


def _check_suits(person: Person) -> None:
    for field, known in (("languages", LANGUAGES), ("cuisines", CUISINES), ("avoids", AVOIDED)):
        if not set(getattr(person, field)) <= set(known):
            raise Invalid(_("Please choose from the list."), field=field)


def months_later(day: date, months: int) -> date:
    """
    Return the same day of the month so many months on.

    Where that month has no such day, the first day of the month after it: a year from
    29 February 2024 is full on 1 March 2025.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day.day)
    return months_later(date(year, month, 1), 1)


def good_until(
    *, issued_on: date, expires_on: date | None, months_valid: int | None, today: date
) -> date | None:
    """
    Return the last day on which a paper counts; None if it counts for ever.

    :param months_valid: how long papers of its kind are good for, None if they say so themselves
    :raises Invalid: if the paper comes from the future, ends before it begins or longer after it
        than its kind allows, or has ended already
    """
    if issued_on > today:
        raise Invalid(_("The day of issue lies in the future."), field="issued_on")
    last = months_later(issued_on, months_valid) - timedelta(days=1) if months_valid else None
    if expires_on is None:
        expires_on = last
    elif expires_on < issued_on:
        raise Invalid(_("The paper cannot end before the day it was issued."), field="expires_on")
    elif last and expires_on > last + timedelta(days=1):  # many papers print the same day
        raise Invalid(
            _("Papers of this kind are good for %(months)s months, so at most until %(last)s."),
            field="expires_on",
            months=months_valid,
            last=last,
        )
    if expires_on and expires_on < today:
        raise Invalid(
            _("This paper ended on %(day)s. Ask for a new one."), field="expires_on", day=expires_on
        )
    return expires_on


def check_hours(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """
    Return a week's hours in order.

    :raises Invalid: if a stretch ends before it starts, leaves its day or overlaps another
    """
    week = tuple(sorted(hours))
    for one in week:
        if not 0 <= one.weekday <= 6:
            raise Invalid(_("A week has seven days."), field="hours")
        if not 0 <= one.starts_minute < one.ends_minute <= 24 * 60:
            raise Invalid(_("Working hours end after they start, on the same day."), field="hours")
    for one, other in pairwise(week):
        if one.weekday == other.weekday and other.starts_minute < one.ends_minute:
            raise Invalid(_("Two stretches of the same day overlap."), field="hours")
    return week


def minutes_of(hours: Iterable[Hours]) -> int:
    """Return how many minutes a week has in all."""
    return sum(one.ends_minute - one.starts_minute for one in hours)


def check_leave(
    starts_at: datetime, ends_at: datetime, others: Sequence[tuple[datetime, datetime]]
) -> None:
    """
    Pass if the leave ends after it starts and touches none of the others asked for or given.

    :raises Invalid: otherwise
    """
    if ends_at <= starts_at:
        raise Invalid(_("Leave ends after it starts."), field="ends_at")
    if any(start < ends_at and starts_at < end for start, end in others):
        raise Invalid(
            _("There is leave in these days already. Withdraw it first, or choose other days."),
            field="starts_at",
        )
