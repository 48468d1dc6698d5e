"""What follows from what a household tells us: ages, birthdays by sun and moon, who may be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import phonenumbers
from lunar_python import Lunar, LunarMonth

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

REGION = "CN"
GUARDIAN_UNTIL = 14
"""Years of age below which consent is a guardian's (Personal Information Protection Law, 31)."""

OF_AGE = 18
MINUTES_A_DAY = 24 * 60
READ = {"eng": "en"}
"""In which language somebody reads who speaks it and no Chinese."""
SOME_LEAP_YEAR = 2000


def language_read(spoken: Iterable[str]) -> str:
    """Return the language that a household reads, by all that it speaks; nothing, if that of the house."""
    read = {READ.get(code, "") for code in spoken}
    return read.pop() if len(read) == 1 else ""


def phone_number(text: str) -> str:
    """
    Return a phone number as it is kept: eleven digits for a Chinese mobile, else with its country.

    :raises Invalid: if it cannot be the number of a phone
    """
    wrong = Invalid(_("This is not a phone number. Please type it again."), field="phone")
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise wrong from None
    if not phonenumbers.is_valid_number(number):
        raise wrong
    if number.country_code == phonenumbers.country_code_for_region(REGION):
        return phonenumbers.national_significant_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@dataclass(frozen=True, slots=True)
class Birthday:
    """
    A birthday as the family keeps it. The year may be unknown.

    :param is_lunar: month and day are the moon's
    :param is_leap_month: born in a month that the moon's year had twice
    """

    month: int
    day: int
    year: int | None = None
    is_lunar: bool = False
    is_leap_month: bool = False

    def falls_on(self, year: int) -> date:
        """
        Return the day in the solar year `year` on which it is celebrated.

        A leap month is celebrated in the plain month when there is no leap one; day 30 of a month
        that has 29 days on day 29; 29 February on the 28th. A lunar day late in the moon's year
        falls into the beginning of the next solar one.
        """
        if not self.is_lunar:
            return _solar_day(year, self.month, self.day)
        for lunar_year in (year - 1, year):
            found = _lunar_day(lunar_year, self.month, self.day, self.is_leap_month)
            if found.year == year:
                return found
        return _lunar_day(year - 1, self.month, self.day, self.is_leap_month)

    def next_after(self, day: date) -> date:
        """
        Return the first celebration on `day` or later.

        A lunar one may come twice in a solar year, or not at all.
        """
        of_year = self._of_lunar_year if self.is_lunar else self.falls_on
        first = day.year - 1 if self.is_lunar else day.year
        return next(found for year in range(first, first + 3) if (found := of_year(year)) >= day)

    def _of_lunar_year(self, year: int) -> date:
        return _lunar_day(year, self.month, self.day, self.is_leap_month)


def _solar_day(year: int, month: int, day: int) -> date:
    for candidate in range(day, 27, -1):
        try:
            return date(year, month, candidate)
        except ValueError:
            continue
    return date(year, month, min(day, 28))


@lru_cache(maxsize=4096)
def _lunar_day(year: int, month: int, day: int, is_leap: bool) -> date:
    there = LunarMonth.fromYm(year, -month) if is_leap else None
    found = there or LunarMonth.fromYm(year, month)
    day = min(day, found.getDayCount())
    solar = Lunar.fromYmd(year, -month if there else month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def is_a_day(birth: Birthday) -> bool:
    """Test whether there was such a day; without a year, whether there is one in any year."""
    month, day, year = birth.month, birth.day, birth.year
    if not 1 <= month <= 12 or not 1 <= day <= (30 if birth.is_lunar else 31):
        return False
    if birth.is_lunar:
        if year is None:
            return True
        found = LunarMonth.fromYm(year, -month if birth.is_leap_month else month)
        return found is not None and day <= found.getDayCount()
    return _solar_day(year or SOME_LEAP_YEAR, month, day).day == day


def born_by_the_sun(
    year: int | None,
    month: int | None,
    day: int | None,
    *,
    is_lunar: bool = False,
    is_leap_month: bool = False,
) -> tuple[int | None, int | None, int | None]:
    """
    Return year, month and day of birth by the sun: ages are counted by them.

    Of a lunar year without a day, the last day counts.
    """
    if year is None or not is_lunar:
        return year, month, day
    if month is None or day is None:
        month, day, is_leap_month = 12, 30, False
    solar = _lunar_day(year, month, day, is_leap_month)
    return solar.year, solar.month, solar.day


def age_on(
    day: date, year: int | None, month: int | None = None, day_of_month: int | None = None
) -> int | None:
    """
    Return somebody's age in full years on `day`; None if the year of birth is not known.

    Without month and day they count as born on the last day of the year, the youngest they can be.
    """
    if year is None:
        return None
    had_birthday = (month or 12, day_of_month or 31) <= (day.month, day.day)
    return max(day.year - year - (0 if had_birthday else 1), 0)


def is_quiet(minute_of_day: int, quiet_from: int, quiet_until: int) -> bool:
    """Test whether a minute of the day lies in the quiet hours, which may run past midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= minute_of_day < quiet_until
    return minute_of_day >= quiet_from or minute_of_day < quiet_until


def consents_asked(*, audience: str, has_minor: bool) -> tuple[str, ...]:
    """Return the purposes for which this kind of household has to be asked, the needed one first."""
    asked = ["service"]
    if audience in {"older", "patient", "infant"}:
        asked.append("health")
    if has_minor or audience == "infant":
        asked.append("minors")
    return (*asked, "photos", "messages", "marketing")


@dataclass(frozen=True, slots=True)
class Said:
    """
    What a household said: between which times of day it lets somebody in, and what counts.

    :param not_before: nobody comes earlier; minutes after midnight, as `not_after`
    :param not_after: whoever came is gone by then
    :param codes: what else was said, as pairs of a kind and a code
    """

    not_before: int | None = None
    not_after: int | None = None
    codes: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_any_time(self) -> bool:
        """Whether somebody may come at any time of day."""
        return self.not_before is None and self.not_after is None

    @property
    def first(self) -> int:
        """The first minute at which somebody may be there."""
        return self.not_before or 0

    @property
    def last(self) -> int:
        """The minute by which whoever came is gone."""
        return MINUTES_A_DAY if self.not_after is None else self.not_after

    @property
    def leaves_time(self) -> bool:
        """Whether there is any time of day left."""
        return self.first < self.last

    def also(self, other: "Said") -> "Said":
        """Return what holds if this was said, and then `other`, which counts where it differs."""
        return Said(
            not_before=self.not_before if other.not_before is None else other.not_before,
            not_after=self.not_after if other.not_after is None else other.not_after,
            codes=self.codes | other.codes,
        )


NOTHING_SAID = Said()


ERASURE_FIGURES = ("dossier.erasure_wait_days", "dossier.accounts_kept_years")


def erasure_due(asked_at: datetime, *, wait_days: int) -> datetime:
    """Return from when a household that asked at `asked_at` may be erased; until then it may think again."""
    return asked_at + timedelta(days=wait_days)


def accounts_kept_until(last_day: date, *, years: int) -> date:
    """Return the first day on which what was agreed and paid until `last_day` need be kept no more."""
    return date(last_day.year + years + 1, 1, 1)


def may_be_erased(*, is_confirmed: bool, due_at: datetime, at: datetime, opposed: int) -> bool:
    """
    Test whether a household may be erased at `at`.

    :param opposed: how many things stand against it, such as a visit still to come
    """
    return is_confirmed and due_at <= at and not opposed
