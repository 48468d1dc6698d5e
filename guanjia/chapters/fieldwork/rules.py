"""When somebody may arrive, what counts as late, and when the work is complete."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _

CLOCK_SLACK = timedelta(minutes=5)
"""How far a phone's clock may run ahead of ours before we disbelieve it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The figures of the trade for work in the home.

    :param earliest_minutes: how long before the agreed start a worker may check in
    :param tolerance_minutes: up to how many minutes after it still counts as on time
    :param far_metres: from how far off the door a check-in is pointed out
    """

    earliest_minutes: int
    tolerance_minutes: int
    far_metres: int


KEYS = (
    "fieldwork.earliest_minutes",
    "fieldwork.tolerance_minutes",
    "fieldwork.far_metres",
)


def limits(figures: Mapping[str, int]) -> Limits:
    """Return the figures in force as one value."""
    return Limits(*(int(figures[key]) for key in KEYS))


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the standard, as far as completeness is concerned."""

    id: int
    code: str
    text: str
    is_critical: bool
    evidence: str
    least: float | None = None
    most: float | None = None


def late_minutes(planned: datetime, arrived: datetime) -> int:
    """Return whole minutes after the agreed start, rounded down; negative when early."""
    return int((arrived - planned).total_seconds() // 60)


def is_on_time(late: int, limits: Limits) -> bool:
    """Test whether an arrival `late` minutes after the agreed start counts as on time."""
    return late <= limits.tolerance_minutes


def by_our_clock(
    happened_at: datetime, *, sent_at: datetime | None, at: datetime
) -> tuple[datetime, int]:
    """
    Return when something happened by our clock, and by how many seconds the phone's runs ahead.

    The time between the act and its sending was measured by one clock, whatever that clock shows;
    so what is off at sending is off at the act. A clock that is right within `CLOCK_SLACK`, or that
    does not say when it sent, is believed: 0. Negative: the phone's clock is behind.
    """
    if sent_at is None:
        return happened_at, 0
    ahead = max(sent_at, happened_at) - at
    if abs(ahead) <= CLOCK_SLACK:
        return happened_at, 0
    return happened_at - ahead, round(ahead.total_seconds())


def check_moment(happened_at: datetime, *, at: datetime) -> None:
    """
    Pass if something can have happened then.

    :raises Invalid: if it lies in the future
    """
    if happened_at > at + CLOCK_SLACK:
        raise Invalid(
            _("Your phone's clock is ahead of ours. Please set it and try again."),
            field="happened_at",
        )


def check_arrival(*, planned: datetime, arrived: datetime, at: datetime, limits: Limits) -> None:
    """
    Pass if a worker can have arrived then.

    :raises Invalid: if the phone's time lies in the future
    :raises Conflict: if it is long before the visit
    """
    if arrived > at + CLOCK_SLACK:
        raise Invalid(
            _("Your phone's clock is ahead of ours. Please set it and check in again."),
            field="happened_at",
        )
    if arrived < planned - timedelta(minutes=limits.earliest_minutes):
        raise Conflict(
            _("It is too early to check in. You can do so from %(minutes)s minutes before."),
            minutes=limits.earliest_minutes,
        )


def check_departure(*, arrived: datetime, left: datetime, at: datetime) -> None:
    """
    Pass if a worker who arrived then can have left then.

    :raises Invalid: if leaving lies before arriving, or in the future
    """
    if left < arrived:
        raise Invalid(_("Leaving lies before arriving."), field="happened_at")
    check_moment(left, at=at)


def check_step(
    step: Step,
    *,
    is_done: bool,
    reason: str,
    value: float | None,
    has_file: bool,
    may_take_photos: bool,
) -> None:
    """
    Pass if the record of a step says what it must.

    :param may_take_photos: whether the household has consented to photos; without it none is
        asked for and none is taken
    :raises Invalid: if a step left undone gives no reason, one done lacks its evidence, or a photo
        was taken that the household does not want
    """
    if has_file and not may_take_photos:
        raise Invalid(_("This household does not want photos. Please leave it out."), field="photo")
    if not is_done:
        if not reason:
            raise Invalid(_("Please say why this step was not done."), field="reason")
        return
    if step.evidence == "photo" and may_take_photos and not has_file:
        raise Invalid(_("This step needs a photo."), field="photo")
    if step.evidence == "value" and value is None:
        raise Invalid(_("This step needs a reading."), field="value")


def is_abnormal(step: Step, value: float | None) -> bool:
    """Test whether a reading lies outside what the standard expects."""
    if value is None:
        return False
    is_low = step.least is not None and value < step.least
    is_high = step.most is not None and value > step.most
    return is_low or is_high


def check_complete(steps: Sequence[Step], recorded: Iterable[int]) -> None:
    """
    Pass if every step has been recorded, done or not.

    :raises Conflict: naming how many are missing and the first of them
    """
    done = set(recorded)
    missing = [step for step in steps if step.id not in done]
    if missing:
        raise Conflict(
            _("%(count)s steps are still open, the first is “%(step)s”."),
            count=len(missing),
            step=missing[0].text,
        )
