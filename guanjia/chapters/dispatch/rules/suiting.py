"""Whether somebody suits a home by what both said: what binds, what counts, and what that is worth."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guanjia.chapters.dispatch.rules.figures import Figures
from guanjia.chapters.dispatch.rules.reasons import Reason, because

Said = Collection[tuple[str, str]]
"""What a household said that is no time: pairs of a kind and a code."""

SPEAK_FOR = ("speaks", "cooks")
"""What speaks for somebody; everything else that counts speaks against them."""

COMMON = "cmn"
"""Everybody here gets by in it: nobody is told not to."""


@dataclass(frozen=True, slots=True)
class Suits:
    """
    What a worker speaks and cooks, and to which homes they do not go.

    :param avoids: "dog", "cat", or "smoke" for a home where somebody smokes
    :param smokes: None if nobody has asked
    """

    languages: frozenset[str] = frozenset()
    cuisines: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()
    smokes: bool | None = None


NOTHING_NOTED = Suits()


def stays_away(suits: Suits, said: Said) -> tuple[Reason, ...]:
    """Return why the worker does not go to such a home; none if they do."""
    there = {code for kind, code in said if kind == "pet"}
    if ("smoking", "yes") in said:
        there.add("smoke")
    return tuple(because(f"avoids_{one}") for one in sorted(suits.avoids & there))


def matches(suits: Suits, said: Said, *, cooks: bool) -> tuple[Reason, ...]:
    """
    Return what counts for or against the worker by what the household said, the good first.

    :param cooks: whether the service is about cooking
    """
    good, bad = [], []
    spoken = sorted(code for kind, code in said if kind == "language")
    if shared := [code for code in spoken if code in suits.languages]:
        good.append(because("speaks", language=",".join(shared)))
    elif spoken and COMMON not in spoken:
        bad.append(because("speaks_none", language=",".join(spoken)))
    eaten = sorted(code for kind, code in said if kind == "cuisine")
    if cooks and (shared := [code for code in eaten if code in suits.cuisines]):
        good.append(because("cooks", cuisine=",".join(shared)))
    if ("smoking", "no") in said and suits.smokes:
        bad.append(because("smokes"))
    return (*good, *bad)


def worth_fen(reasons: Iterable[Reason], figures: Figures) -> int:
    """Return what these matches are worth, less what speaks against."""
    gains = {
        "speaks": figures.language_gain_fen,
        "cooks": figures.cuisine_gain_fen,
        "smokes": -figures.smoker_price_fen,
    }
    return sum(gains.get(reason.code, 0) for reason in reasons)
