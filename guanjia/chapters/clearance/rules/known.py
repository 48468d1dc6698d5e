"""What the gate knows of a worker, a service and a household, and the figures it decides by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guanjia.chapters.clearance.rules.days import Days

FIGURES = (
    "clearance.minors_check_days",
    "clearance.insurance_of_employees",
    "clearance.insurance_of_agency_workers",
    "clearance.longest_pass_days",
)
STEPS = ("identity", "background", "health", "interview", "skill_test", "references")
HEALTH = "health"
MINORS_CHECK = "minors_check"
ADULT_YEARS = 18
GUARDED_YEARS = 14


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of the trade that the gate decides by.

    :param minors_check_days: for how many days a check of abuse records counts
    :param insurance_of_employees: the kinds of policy an employee must be covered by
    :param insurance_of_agency_workers: the same for a worker contracted by the client
    :param longest_pass_days: for how many days at most a pass is granted
    """

    minors_check_days: int
    insurance_of_employees: tuple[str, ...]
    insurance_of_agency_workers: tuple[str, ...]
    longest_pass_days: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Figures":
        """Return the figures from their settings; `values` holds a value for each of FIGURES."""
        days, employees, agency, longest = (values[key] for key in FIGURES)
        return cls(days, tuple(employees), tuple(agency), longest)


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of a worker's: its kind, level, state, and the days printed on it."""

    kind: str
    level: int
    status: str
    first_day: date
    last_day: date | None

    @property
    def days(self) -> Days:
        """The days on which it counts, if it is verified."""
        return (self.first_day, self.last_day or date.max)


@dataclass(frozen=True, slots=True)
class Policy:
    """An insurance policy and the days on which it covers the worker, both inclusive."""

    kind: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    What is known of a worker.

    :param outcomes: step of screening -> whether it passed, for the steps decided so far
    :param skills: skill id -> level
    """

    id: int
    name: str
    status: str
    employment: str
    zone: str
    outcomes: Mapping[str, bool]
    papers: tuple[Paper, ...]
    skills: Mapping[int, int]
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A skill (`key` is its id) or a paper (its code) that a service asks for, and the level."""

    key: int | str
    name: str
    least_level: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What a service asks of whoever is sent."""

    id: int
    name: str
    skills: tuple[Need, ...]
    papers: tuple[Need, ...]
    health_class: int
    minors_check: bool


@dataclass(frozen=True, slots=True)
class Birth:
    """When a member of a household was born by the sun, as far as it is known."""

    member_id: int
    year: int | None
    month: int | None = None
    day: int | None = None

    def surely_aged(self, years: int) -> date | None:
        """
        Return the first day on which the member has surely reached an age; None if nobody knows.

        What is not known counts as the latest it can be.
        """
        if self.year is None:
            return None
        if self.month is None or self.day is None:
            return date(self.year + years + 1, 1, 1)
        try:
            return date(self.year + years, self.month, self.day)
        except ValueError:
            return date(self.year + years, self.month + 1, 1)


@dataclass(frozen=True, slots=True)
class Family:
    """
    What is known of a household.

    :param has_consented: whether the household's consent to being served stands
    :param guarded: the members for whom a guardian's consent stands
    :param never: the workers whom the household does not want sent again
    :param own: the workers who belong to the household: nobody is sent to their own home
    """

    id: int
    name: str
    has_consented: bool
    births: tuple[Birth, ...] = ()
    guarded: frozenset[int] = frozenset()
    never: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()

    def has_minors(self, first: date) -> bool:
        """Test whether somebody may be under 18 on `first` or later; unknown ages count as such."""
        grown = [birth.surely_aged(ADULT_YEARS) for birth in self.births]
        return any(day is None or day > first for day in grown)
