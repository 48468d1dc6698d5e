"""What goes wrong in the course of a day."""

from dataclasses import dataclass

from rota.problem import Place, Visit
from rota.units import Moment


@dataclass(frozen=True, slots=True)
class Sick:
    """A worker is not available from `since` until `until`; with None, for all of the horizon."""

    worker: str
    since: Moment
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A worker will leave a visit at `until`, later than planned."""

    worker: str
    visit: str
    until: Moment


@dataclass(frozen=True, slots=True)
class Urgent:
    """A visit that nobody had thought of; with its address, if that is new as well."""

    visit: Visit
    place: Place | None = None


Event = Sick | Late | Urgent
