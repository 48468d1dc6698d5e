"""What people type and what was kept are read alike, however they are written."""

import pytest

from guanjia.kernel.spelling import comparable, digits_asked, parts_of, surname_of


@pytest.mark.parametrize("dot", "·•・‧∙．.")
def test_any_dot_between_the_parts_of_a_name_is_one(dot):
    assert comparable(f"阿卜杜拉{dot}买买提") == "阿卜杜拉买买提"
    assert parts_of(f"阿卜杜拉{dot}买买提") == ("阿卜杜拉", "买买提")


@pytest.mark.parametrize(
    "typed, read",
    [
        ("１３７１２３４０００１", "13712340001"),
        ("\u202d137\u202c1234\u20110001", "13712340001"),
        ("Ｗｕ Ｍｅｉｌｉｎｇ", "wumeiling"),
        ("王秀英\u200b", "王秀英"),
        ("\u200b", ""),
    ],
)
def test_widths_directions_and_what_is_not_seen_make_no_difference(typed, read):
    assert comparable(typed) == read


@pytest.mark.parametrize(
    "name, surname",
    [("欧阳淑琴", "欧阳"), ("尉迟恭", "尉迟"), ("王秀英", "王"), ("欧阳", "欧"), ("单雄信", "单")],
)
def test_a_surname_may_have_two_signs(name, surname):
    assert surname_of(name) == surname


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("021-62345678", "2162345678"),
        ("+852 5123 4567", "85251234567"),
        ("0086 137 1234 1004", "13712341004"),
        ("8613712341004", "13712341004"),
        ("+86 137-1234-1004", "13712341004"),
        ("13712341004", "13712341004"),
        ("1004", "1004"),
    ],
)
def test_a_number_is_meant_with_and_without_country_and_nought(typed, kept):
    assert kept in digits_asked(typed)
