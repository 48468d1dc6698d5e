"""The contract says the figures as they were offered, and its text never changes under a version."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from guanjia.chapters import planning
from guanjia.chapters.planning.rules import contract

FILE = Path(planning.__file__).parent / "data" / "contract.toml"
TEXT = contract.text_from(tomllib.loads(FILE.read_text(encoding="utf-8")))
FIGURES = {
    "free_until_minutes": 1440,
    "half_until_minutes": 90,
    "late_percent": 50,
    "holiday_percent": 200,
    "spring_festival_percent": 300,
    "flexible_minutes": 30,
    "notice_days": 30,
    "damage_hours": 48,
    "opens_on_holidays": 1,
    "erasure_wait_days": 7,
    "accounts_kept_years": 10,
}


def words_of(code, *, language="zh-hans", **figures):
    clauses = contract.in_words(TEXT, FIGURES | figures, language=language)
    return "".join(next(one for one in clauses if one.code == code).paragraphs)


def test_cancelling_is_told_with_the_figures_that_are_reckoned_with():
    assert "提前 24 小时取消不收费" in words_of("cancel")
    assert "满 90 分钟的，收取该次价格的 50%" in words_of("cancel")
    assert "cancelled 1 hour before" in words_of("cancel", language="en", free_until_minutes=60)


def test_a_branch_that_rests_on_holidays_does_not_promise_to_come():
    assert "照常上门" in words_of("price")
    assert "照常上门" not in words_of("price", opens_on_holidays=0)
    assert "不上门" in words_of("price", opens_on_holidays=0)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("opens", [0, 1])
def test_every_clause_reads_whole(language, opens):
    clauses = contract.in_words(TEXT, FIGURES | {"opens_on_holidays": opens}, language=language)

    assert {"service", "price", "cancel", "end", "liability", "privacy"} <= {
        one.code for one in clauses
    }
    for clause in clauses:
        assert clause.title
        assert clause.paragraphs
        assert "{" not in "".join(clause.paragraphs)


def test_the_text_of_the_first_version_stays_as_it_was_signed():
    """A change of words is a new file with a higher version, never a change to this one."""
    said = repr(TEXT.clauses).encode()

    assert TEXT.version == 1
    assert sha256(said).hexdigest()[:16] == "c5d2b7f9fe6cf48d"
