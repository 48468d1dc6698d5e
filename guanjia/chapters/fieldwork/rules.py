"""When somebody may arrive, what counts as late, and when the work is complete."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from guanjia.kernel.clock import CLOCK_SLACK
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _


@dataclass(frozen=True, slots=True)
class Limits:
    """
    The figures of the trade for work in the home.

    :param earliest_minutes: how long before the agreed start a worker may check in
    :param tolerance_minutes: up to how many minutes after it still counts as on time
    :param far_metres: from how far off the door a check-in is pointed out
    :param longest_percent: hours of more than this share of what was agreed are doubtful
    :param overdue_minutes: how long after the agreed end a check-out counts as forgotten
    :param margin_percent: a reading may lie outside the normal by this share of the normal's width
        before it is asked about, where the standard does not say itself what can be
    :param set_out_minutes: how long before the agreed start somebody may say that they are on the way
    :param shortest_percent: who leaves before this share of what was agreed is asked whether they mean it
    """

    earliest_minutes: int
    tolerance_minutes: int
    far_metres: int
    longest_percent: int
    overdue_minutes: int
    margin_percent: int
    shortest_percent: int
    set_out_minutes: int


KEYS = (
    "fieldwork.earliest_minutes",
    "fieldwork.tolerance_minutes",
    "fieldwork.far_metres",
    "fieldwork.longest_percent",
    "fieldwork.overdue_minutes",
    "fieldwork.reading_margin_percent",
    "fieldwork.shortest_percent",
    "fieldwork.set_out_minutes",
)
ROUND_TO = timedelta(minutes=5)
"""To what an expected arrival is rounded up: nobody can say it to the minute."""


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
    lowest: float | None = None
    highest: float | None = None
    unit: str = ""


def whole_minutes(start: datetime, end: datetime) -> int:
    """Return how many whole minutes lie between two moments."""
    return int((end - start).total_seconds() // 60)


def late_minutes(planned: datetime, arrived: datetime) -> int:
    """Return whole minutes after the agreed start, rounded down; negative when early."""
    return whole_minutes(planned, arrived)


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


def check_setting_out(
    *, planned: datetime, until: datetime, set_out: datetime, at: datetime, limits: Limits
) -> None:
    """
    Pass if somebody can have set out then.

    :param until: the agreed end
    :raises Invalid: if the phone's time lies in the future
    :raises Conflict: if it is long before the visit, or the visit's time is over
    """
    check_moment(set_out, at=at)
    if set_out < planned - timedelta(minutes=limits.set_out_minutes):
        raise Conflict(
            _("It is too early to set out. You can say so from %(minutes)s minutes before."),
            minutes=limits.set_out_minutes,
        )
    if set_out >= until:
        raise Conflict(_("The time of this visit is over. Please call your dispatcher."))


def expected_arrival(*, planned: datetime, set_out: datetime, way: timedelta | None) -> datetime:
    """
    Return when somebody who set out then should be there: not before the agreed start.

    :param way: how long the way takes; None if nobody knows
    """
    there = set_out + (way or timedelta())
    if there <= planned:
        return planned
    midnight = there.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (midnight - there) // ROUND_TO * ROUND_TO


def is_early_to_leave(*, planned_minutes: int, minutes: int, limits: Limits) -> bool:
    """Test whether somebody leaves so long before the agreed end that it may be a slip of the finger."""
    return minutes * 100 < planned_minutes * limits.shortest_percent


def is_doubtful(*, planned_minutes: int, minutes: int, limits: Limits) -> bool:
    """Test whether somebody can hardly have been there for so long, given what was agreed."""
    return minutes * 100 > planned_minutes * limits.longest_percent


def check_departure(*, arrived: datetime, left: datetime, at: datetime) -> None:
    """
    Pass if a worker who arrived then can have left then.

    :raises Invalid: if leaving lies before arriving, or in the future
    """
    if left < arrived:
        raise Invalid(_("Leaving lies before arriving."), field="happened_at")
    check_moment(left, at=at)


class Unlikely(Invalid):
    """A reading that can hardly be; it is taken once somebody says that it is right."""


class AlreadyRecorded(Conflict):
    """Something else is recorded of a step already; it is replaced only by who has seen it."""


def check_unseen(*, version: int, told_key: str, seen: int, follows: str) -> None:
    """
    Pass if whoever tells something else of a step knows what is recorded of it.

    :param version: of what is recorded
    :param told_key: the phone's name for the act that told it
    :param seen: the version that the teller has read; 0 for none
    :param follows: the phone's name for the act after which the teller says this
    :raises AlreadyRecorded: if they know neither
    """
    if seen == version or (follows and follows == told_key):
        return
    raise AlreadyRecorded(
        _("Something else is recorded of this step already. Please say which of the two counts.")
    )


def check_reading(step: Step, value: float | None, *, is_sure: bool, margin_percent: int) -> None:
    """
    Pass if a reading is a number that can be, or somebody is sure of it.

    :raises Invalid: if it is no number at all
    :raises Unlikely: if it can hardly be
    """
    if value is None:
        return
    if not isfinite(value):
        raise Invalid(_("Please write the reading as a number."), field="value")
    low, high = likely(step, margin_percent)
    if is_sure or ((low is None or value >= low) and (high is None or value <= high)):
        return
    raise Unlikely(
        _("%(value)s %(unit)s, is that right? Please read it again."),
        field="value",
        value=f"{value:g}",
        unit=step.unit,
    )


def likely(step: Step, margin_percent: int) -> tuple[float | None, float | None]:
    """
    Return the lowest and the highest reading that are taken without asking; None where none is known.

    Where the standard does not say, they lie outside the normal by a share of its width; where the
    normal has one end only, by that share of this end.
    """
    least, most = step.least, step.most
    width = abs(most - least) if least is not None and most is not None else None
    share = margin_percent / 100
    low, high = step.lowest, step.highest
    if low is None and least is not None:
        low = least - share * (abs(least) if width is None else width)
    if high is None and most is not None:
        high = most + share * (abs(most) if width is None else width)
    return low, high


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


def why_alert(step: Step, *, is_done: bool, value: float | None) -> str:
    """Return why somebody at the desk should look at a step at once; "" if nobody need."""
    if is_abnormal(step, value):
        return "reading_abnormal"
    return "critical_skipped" if step.is_critical and not is_done else ""


def check_settling(outcome: str, words: str, *, known: Collection[str]) -> None:
    """
    Pass if it is said what was done about an alert.

    :raises Invalid: if no outcome is chosen or nothing is written down
    """
    if not outcome or outcome not in known:
        raise Invalid(_("Please choose what was done."), field="outcome")
    if not words.strip():
        raise Invalid(_("Please write down what was done, in a few words."), field="words")


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
