"""The simulation in which the town is told: a clock that runs from long ago to now, dice, and actors."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db.models import Model

from guanjia.chapters.org.models import Branch, User
from guanjia.chapters.workforce.models import Worker
from guanjia.flow.delivery import deliver
from guanjia.flow.overviews.request_actor import presence_of
from guanjia.kernel.actors import Actor, house_actor
from guanjia.kernel.clock import local, local_day, moment, week_of

ZONE = "Asia/Shanghai"
FOUNDER = house_actor("founding", "owner", "administrator")
"""Opens branches and lets in the first people."""

HOUSE = house_actor("story", "manager", "consultant", "dispatcher", "care")
"""As whom the house does by itself what its jobs do by the clock."""

LEFT_OPEN = timedelta(hours=52)
"""What comes up in this time before now is left to whoever looks at the demonstration."""

Act = Callable[[datetime], object]
Heard = Callable[[Any, datetime], object]
"""What somebody does when a row has come."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """
    How much is told.

    :param weeks: whole weeks of visits before the week of today
    :param workers: how many of the cast work here; None for all
    :param families: how many of the families are told of; None for all
    """

    weeks: int
    workers: int | None = None
    families: int | None = None


@dataclass(slots=True)
class Hand:
    """
    A worker and what the dice need to know of them.

    :param care: how well they work, 0 to 1
    :param delay: how many minutes late they usually are; negative is early
    """

    worker: Worker
    actor: Actor
    care: float
    delay: float


@dataclass(slots=True)
class Simulation:
    """
    What the chapters of the story share. `end` is now: nothing happens later than that.

    Acts are put on the agenda with their time and done in order; two of the same moment in the
    order in which they were put there, so the same dice tell the same story.
    """

    end: datetime
    size: Size
    dice: Random
    progress: Progress
    opens_at: datetime = field(init=False)
    """When the story begins: before that there is no company to which anything could happen."""
    branches: dict[str, Branch] = field(default_factory=dict)
    staff: dict[tuple[str, str], Actor] = field(default_factory=dict)
    hands: dict[int, Hand] = field(default_factory=dict)
    agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    visits: dict[int, float] = field(default_factory=dict)
    """Finished visit -> how well it went, 0 to 1."""
    heard: dict[str, int] = field(default_factory=dict)
    """What the story keeps in mind, such as how far it has listened to new rows of a table."""
    listeners: list[tuple[type[Model], Heard]] = field(default_factory=list)
    _numbers: count = field(default_factory=count)
    _phones: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Find out when the story begins, which every act is compared with."""
        self.opens_at = self.on(self.opening, "09:00")

    @property
    def today(self) -> date:
        """The day on which the story ends."""
        return local_day(self.end, ZONE)

    @property
    def first_monday(self) -> date:
        """The first day with visits."""
        return week_of(self.today) - timedelta(weeks=self.size.weeks)

    @property
    def opening(self) -> date:
        """The day on which the company moves in, two weeks before the first visits."""
        return self.first_monday - timedelta(days=14)

    def on(self, day: date, clock: str) -> datetime:
        """Return the moment at which the wall clock shows `clock`, such as 09:30, on a day."""
        hours, minutes = clock.split(":")
        return moment(day, int(hours) * 60 + int(minutes), ZONE)

    def ago(self, days: int, clock: str) -> datetime:
        """Return a moment so many days before today."""
        return self.on(self.today - timedelta(days=days), clock)

    def later(self, at: datetime, act: Act) -> None:
        """Put an act on the agenda; what lies in the future or before the story is not told."""
        if self.opens_at <= at <= self.end:
            heapq.heappush(self.agenda, (at, next(self._numbers), act))

    def play(self) -> None:
        """Do what is on the agenda, and what comes onto it meanwhile, until now."""
        whole = self.end - self.opens_at
        while self.agenda:
            at, _number, act = heapq.heappop(self.agenda)
            try:
                act(at)
            except Exception as error:
                times = (f"{local(one, ZONE):%F %T}" for one in (at, self.end))
                error.add_note("It is {} in the story, which ends {}.".format(*times))
                raise
            self.progress((at - self.opens_at) / whole, f"{local_day(at, ZONE)}")

    def hand_on(self, at: datetime) -> None:
        """Let what happened so far take its effect in the next chapters."""
        while deliver(at=at):
            pass

    def whenever(self, model: type[Model], heard: Heard) -> None:
        """Let somebody react to each new row of a table, when the story next listens."""
        self.listeners.append((model, heard))

    def listen(self, at: datetime) -> None:
        """Let facts take effect, and whoever waits for rows of a table hear of the new ones."""
        self.hand_on(at)
        for model, heard in self.listeners:
            name = model._meta.label
            new = model._default_manager.filter(pk__gt=self.heard.get(name, 0)).order_by("pk")
            for row in new:
                self.heard[name] = row.pk
                heard(row, at)

    def phone(self) -> str:
        """Return a phone number nobody else has, from a block that belongs to no one."""
        return f"1990000{next(self._phones):04}"

    def chance(self, probability: float) -> bool:
        """Throw the dice."""
        return self.dice.random() < probability

    def at_desk(self, role: str, branch: Branch) -> Actor:
        """Return who holds a role in a branch."""
        return self.staff[role, branch.code]


def actor_of(user: User, at: datetime) -> Actor:
    """Return a user as the actor they are at that time."""
    return presence_of(user_id=user.pk, name=user.name, at=at).actor
