"""A terminal that does not know a sign is told as much as it knows."""

import io

import pytest

from guanjia.kernel.letters import knows, speak_plainly


def said_in(encoding, words):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    speak_plainly(stream, None, io.StringIO())
    print(words, file=stream, end="", flush=True)
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "✓ 数据库 → “well” ◐"),
        ("gbk", "+ 数据库 → “well” !"),
        ("ascii", '+ ??? -> "well" !'),
        ("latin-1", '+ ??? -> "well" !'),
    ],
)
def test_what_cannot_be_shown_is_replaced_and_the_rest_stays(encoding, shown):
    assert said_in(encoding, "✓ 数据库 → “well” ◐") == shown


def test_whether_a_terminal_knows_chinese_is_known_by_its_letters():
    assert knows(io.TextIOWrapper(io.BytesIO(), encoding="gbk"), "管家")
    assert not knows(io.TextIOWrapper(io.BytesIO(), encoding="ascii"), "管家")
    assert not knows(None, "管家")
