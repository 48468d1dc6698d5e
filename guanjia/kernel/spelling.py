"""One way of reading what people type, for filing and for asking alike: names, numbers and words."""

import re
import unicodedata

UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Signs that are not seen: widths of nothing, joiners, directions of writing."""
DOTS = re.compile("[·•・‧∙⋅．.｡。]")
"""Between the parts of a name people type any of these."""
DASHES = re.compile("[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
BETWEEN = re.compile(r"[\s()\[\]（）]+")

OF_TWO_SIGNS = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容
仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 西门 第五 南荣 东里 东宫 仲长
"""
COMPOUND = frozenset(OF_TWO_SIGNS.split())
"""Surnames of two signs, as the Hundred Family Surnames name them and some that came later."""
READINGS = {
    "单": ("shan", "dan"), "仇": ("qiu", "chou"), "解": ("xie", "jie"), "查": ("zha", "cha"),
    "区": ("ou", "qu"), "朴": ("piao", "pu"), "翟": ("zhai", "di"), "覃": ("qin", "tan"),
    "尉迟": ("yuchi", "weichi"), "曾": ("zeng",), "盖": ("ge", "gai"), "任": ("ren",),
    "华": ("hua",), "缪": ("miao", "mou"), "乐": ("yue", "le"), "员": ("yun", "yuan"),
    "冼": ("xian",), "黑": ("he", "hei"), "那": ("na",), "宁": ("ning",), "秘": ("bi", "mi"),
    "繁": ("po", "fan"), "召": ("shao", "zhao"), "祭": ("zhai", "ji"), "牟": ("mou", "mu"),
    "折": ("she", "zhe"), "洗": ("xian",), "么": ("yao", "me"), "万俟": ("moqi", "wansi"),
    "澹台": ("tantai",), "呼延": ("huyan",), "长孙": ("zhangsun",), "重": ("chong",), "沈": ("shen",),
    "燕": ("yan",), "纪": ("ji",), "褚": ("chu",), "逄": ("pang",), "隗": ("wei", "kui"), "臧": ("zang",),
}  # fmt: skip
"""How signs are read as a surname, where that is another or more than one way."""


def comparable(text: str) -> str:
    """Return `text` as it is compared: one width, lower case, without blanks, dots, dashes and brackets."""
    return DOTS.sub("", _without_dashes(text))


def parts_of(name: str) -> tuple[str, ...]:
    """Return the parts of a name between which a dot stands, as they are compared."""
    return tuple(part for part in DOTS.split(_without_dashes(name)) if part)


def _without_dashes(text: str) -> str:
    wide = unicodedata.normalize("NFKC", UNSEEN.sub("", text))
    return BETWEEN.sub("", DASHES.sub("", wide)).lower()


def surname_of(name: str) -> str:
    """Return the surname of a Chinese name that is compared: two signs, where it is such a one."""
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


def digits_asked(text: str) -> frozenset[str]:
    """
    Return the numbers that somebody may mean who types `text`: with a country, its code, or neither.

    A Chinese number is kept without country and without the nought before its area.
    """
    number = re.sub(r"\D", "", unicodedata.normalize("NFKC", UNSEEN.sub("", text)))
    abroad = number.removeprefix("00")
    found = {number, abroad, number.removeprefix("0"), abroad.removeprefix("86")}
    found |= {one.removeprefix("0") for one in found}
    return frozenset(one for one in found if one)
