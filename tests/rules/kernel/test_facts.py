"""A fact holds ids, numbers and codes, and nothing by which a person could be known."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from guanjia.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class KettleBoiled(Fact):
    kind: ClassVar[str] = "kettle.boiled"
    kettle_id: int
    how: str = "gas"
    degrees: int | None = None


def test_ids_numbers_codes_and_none_are_kept():
    assert KettleBoiled(7, how="2026-11-23").payload() == {
        "kettle_id": 7,
        "how": "2026-11-23",
        "degrees": None,
    }


@pytest.mark.parametrize("words", ["吴美玲", "by the stove", "", "x" * 41, "a\nb"])
def test_words_that_could_name_somebody_are_refused(words):
    with pytest.raises(ValueError, match=r"kettle\.boiled\.how"):
        KettleBoiled(7, how=words).payload()
