"""What a line of the catalogue and a standard must look like. Plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

EVIDENCE = ("tick", "photo", "value", "note")
LONGEST_VISIT_MINUTES = 24 * 60
LEVELS = (1, 2, 3, 4, 5)
"""Levels of skill and trade, from beginner (五级/初级工) to senior master (一级/高级技师)."""


@dataclass(frozen=True, slots=True)
class Details:
    """
    What the company decides about a service it offers.

    :param price_fen: for one unit of the service's price model, in fen
    :param health_class: least class of health certificate, 1 to 4
    """

    name: str
    description: str
    price_fen: int
    usual_minutes: int
    least_minutes: int
    people: int
    health_class: int
    minors_check: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Step:
    """
    One line of a checklist.

    :param evidence: what must show that it was done: a tick, a photo, a value or a note
    :param unit: of the value; `least` and `most` bound what is normal, `lowest` and `highest` what
        can be at all
    """

    code: str
    text: str
    acceptance: str = ""
    is_critical: bool = False
    evidence: str = "tick"
    unit: str = ""
    least: float | None = None
    most: float | None = None
    lowest: float | None = None
    highest: float | None = None


FOOD_STEPS = frozenset({"K1", "K2", "E6", "M7", "I1"})
"""The steps of the standards that are brought along in which somebody does something with food."""


def touches_food(category: str, steps: Iterable[str]) -> bool:
    """Test whether whoever gives a service of `category` by these `steps` does something with food."""
    return category == "kitchen" or not FOOD_STEPS.isdisjoint(steps)


def check_details(details: Details) -> None:
    """
    Pass if a service may look like this.

    :raises Invalid: naming the field that cannot be right
    """
    if not details.name.strip():
        raise Invalid(_("Give the service a name."), field="name")
    if details.price_fen <= 0:
        raise Invalid(_("Give a price above zero."), field="price_fen")
    if not 0 < details.usual_minutes <= LONGEST_VISIT_MINUTES:
        raise Invalid(
            _("A visit lasts at least a minute and at most a day."), field="usual_minutes"
        )
    if not 0 < details.least_minutes <= details.usual_minutes:
        raise Invalid(
            _("The shortest visit cannot be longer than the usual one."), field="least_minutes"
        )
    if not 1 <= details.people <= 20:
        raise Invalid(_("Send at least one person and at most twenty."), field="people")
    if not 1 <= details.health_class <= 4:
        raise Invalid(_("The health class is a number from 1 to 4."), field="health_class")


def check_level(level: int, *, field: str) -> None:
    """
    Pass if `level` is one of the five.

    :raises Invalid: naming `field`
    """
    if level not in LEVELS:
        raise Invalid(_("A level is a number from 1 to 5."), field=field)


def check_steps(steps: Sequence[Step]) -> None:
    """
    Pass if these lines make a standard that somebody can work through.

    :raises Invalid: naming the first line that is at fault
    """
    if not steps:
        raise Invalid(_("A standard needs at least one step."), field="steps")
    doubled = [code for code, count in Counter(step.code for step in steps).items() if count > 1]
    if doubled:
        raise Invalid(
            _("Step %(code)s stands there twice. Give one of them another code."),
            field="steps",
            code=doubled[0],
        )
    for step in steps:
        _check_step(step)


def _check_step(step: Step) -> None:
    if not (step.code.strip() and step.text.strip()):
        raise Invalid(_("Every step needs a code and says what to do."), field="steps")
    if step.evidence not in EVIDENCE:
        raise Invalid(
            _("Step %(code)s must be shown by a tick, a photo, a value or a note."),
            field="steps",
            code=step.code,
        )
    if step.is_critical and not step.acceptance.strip():
        raise Invalid(
            _("Step %(code)s is critical, so say when it counts as done well."),
            field="steps",
            code=step.code,
        )
    if step.least is not None and step.most is not None and step.least > step.most:
        raise Invalid(
            _("The lowest normal value of step %(code)s is above the highest."),
            field="steps",
            code=step.code,
        )
    for inner, outer in ((step.least, step.lowest), (step.highest, step.most)):
        if inner is not None and outer is not None and inner < outer:
            raise Invalid(
                _("What is normal at step %(code)s must lie within what can be at all."),
                field="steps",
                code=step.code,
            )
    if step.lowest is not None and step.highest is not None and step.lowest > step.highest:
        raise Invalid(
            _("The lowest possible value of step %(code)s is above the highest."),
            field="steps",
            code=step.code,
        )
