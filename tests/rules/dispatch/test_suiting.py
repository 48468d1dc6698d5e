"""Who suits a home: what binds, what counts, and what that is worth."""

import pytest

from guanjia.chapters.dispatch.rules.figures import Figures
from guanjia.chapters.dispatch.rules.suiting import Suits, matches, stays_away, worth_fen

DOG, CAT, SMOKE = ("pet", "dog"), ("pet", "cat"), ("smoking", "yes")
WUU, CMN, BENBANG = ("language", "wuu"), ("language", "cmn"), ("cuisine", "shanghai")
NO_SMOKER = ("smoking", "no")
FIGURES = Figures(**dict.fromkeys(Figures.__dataclass_fields__, 0))


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("avoids", "said", "why"),
    [
        ({"dog"}, {DOG}, ["avoids_dog"]),
        ({"dog"}, {CAT}, []),
        ({"dog", "cat"}, {DOG, CAT}, ["avoids_cat", "avoids_dog"]),
        ({"smoke"}, {SMOKE}, ["avoids_smoke"]),
        ({"smoke"}, {NO_SMOKER}, []),
        (set(), {DOG, CAT, SMOKE}, []),
    ],
)
def test_where_somebody_does_not_go_binds(avoids, said, why):
    assert codes(stays_away(Suits(avoids=frozenset(avoids)), said)) == why


@pytest.mark.parametrize(
    ("suits", "said", "cooks", "why"),
    [
        (Suits(languages=frozenset({"wuu"})), {WUU}, False, ["speaks"]),
        (Suits(), {WUU}, False, ["speaks_none"]),
        (Suits(), {CMN}, False, []),
        (Suits(), {CMN, WUU}, False, []),
        (Suits(cuisines=frozenset({"shanghai"})), {BENBANG}, True, ["cooks"]),
        (Suits(cuisines=frozenset({"shanghai"})), {BENBANG}, False, []),
        (Suits(smokes=True), {NO_SMOKER}, False, ["smokes"]),
        (Suits(smokes=None), {NO_SMOKER}, False, []),
        (Suits(languages=frozenset({"wuu"})), set(), True, []),
    ],
)
def test_what_they_wish_for_counts(suits, said, cooks, why):
    assert codes(matches(suits, said, cooks=cooks)) == why


def test_what_counts_is_worth_what_the_figures_say():
    known = dict.fromkeys(Figures.__dataclass_fields__, 0)
    figures = Figures(
        **known | {"language_gain_fen": 25, "cuisine_gain_fen": 15, "smoker_price_fen": 20}
    )
    suits = Suits(frozenset({"wuu"}), frozenset({"shanghai"}), smokes=True)
    found = matches(suits, {WUU, BENBANG, NO_SMOKER}, cooks=True)
    assert worth_fen(found, figures) == 20
    assert worth_fen(matches(Suits(), {WUU}, cooks=True), figures) == 0
    assert worth_fen(found, FIGURES) == 0
