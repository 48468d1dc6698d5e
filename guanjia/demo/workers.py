"""The people who go to homes: who they are, what they can do, and what is wrong with their papers."""

from dataclasses import dataclass

EAST, WEST = "east", "west"


@dataclass(frozen=True, slots=True)
class Role:
    """
    A worker of the cast.

    :param trade: a key of TRADES
    :param level: of the trade's skills, 1 to 5
    :param care: how well they work, 0 to 1; the dice do the rest
    :param delay: how many minutes late they usually are
    :param flaw: what befalls them, a word that `crew` knows; empty for nothing
    """

    name: str
    trade: str
    branch: str
    born: int
    level: int
    care: float
    delay: float
    flaw: str = ""
    sex: str = "f"
    mode: str = "e_bike"
    employment: str = "employee"


@dataclass(frozen=True, slots=True)
class Trade:
    """
    What everybody of a trade can do and holds.

    :param skills: skill code -> level relative to the worker's own
    :param papers: kinds of certificates beside the health card and the check of abuse records
    :param health: class of the health card
    :param hours: from when until when they work, in hours after midnight
    """

    skills: dict[str, int]
    papers: tuple[str, ...]
    health: int
    hours: tuple[int, int] = (8, 18)


TRADES = {
    "housework": Trade({"housework": 0, "laundry": -1}, ("housework_trade",), 2),
    "cook": Trade({"housework": 0, "cooking": 0, "laundry": -1}, ("housework_trade",), 2, (8, 19)),
    "home_and_garden": Trade(
        {"housework": 0, "pets": 0, "plants": 0, "glass": -1}, ("housework_trade",), 2
    ),
    "maternity": Trade(
        {"maternity": 0, "lactation": -1}, ("maternity_trade", "lactation_course"), 4
    ),
    "infant": Trade({"infant": 0, "homework": -1}, ("infant_trade", "first_aid"), 4),
    "tutor": Trade({"infant": 0, "homework": 0}, ("infant_trade", "degree"), 4, (8, 20)),
    "elder": Trade(
        {"elder": 0, "housework": -1, "shanghainese": 0}, ("elder_trade", "first_aid"), 3
    ),
    "patient": Trade(
        {"patient": 0, "elder": -1}, ("home_care_trade", "elder_trade", "first_aid"), 3, (7, 19)
    ),
    "technician": Trade({"appliance": 0, "glass": 0, "textiles": -1}, (), 2),
    "tidier": Trade({"organising": 0, "housework": 0}, ("housework_trade",), 2),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """What a worker of the cast speaks besides Mandarin, cooks, keeps away from, and whether they smoke."""

    speaks: tuple[str, ...] = ()
    cooks: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    smokes: bool | None = False


WAYS = {
    "萧淑贞": Ways(speaks=("wuu",), cooks=("shanghai",)),
    "王素芬": Ways(avoids=("dog",)),
    "李秀珍": Ways(speaks=("wuu",), cooks=("shanghai", "jiangsu")),
    "陈玉莲": Ways(cooks=("sichuan", "hunan")),
    "徐金凤": Ways(cooks=("dongbei",), smokes=True),
    "林美娟": Ways(speaks=("yue",), cooks=("canton",)),
    "胡月娥": Ways(speaks=("wuu",), cooks=("shanghai",), avoids=("cat",)),
    "杨冬梅": Ways(smokes=None),
    "何银花": Ways(avoids=("smoke",)),
    "高小芹": Ways(speaks=("wuu",)),
    "曾志刚": Ways(smokes=True),
    "唐丽萍": Ways(speaks=("eng",), avoids=("dog", "cat")),
}
"""Who of the cast has told more of themselves than that they speak Mandarin and do not smoke."""

WORKERS = (
    Role("萧淑贞", "elder", EAST, 1975, 4, 0.93, -2),
    Role("王素芬", "housework", EAST, 1979, 3, 0.86, 1),
    Role("马晓琴", "maternity", EAST, 1982, 4, 0.90, 0),
    Role("孙巧玲", "housework", WEST, 1984, 3, 0.80, 3),
    Role("邓秋菊", "elder", WEST, 1977, 3, 0.85, 1),
    Role("李秀珍", "cook", EAST, 1973, 4, 0.91, -1),
    Role("韩春燕", "infant", EAST, 1988, 3, 0.87, 0),
    Role("胡月娥", "cook", WEST, 1980, 3, 0.83, 2, "card_soon"),
    Role("曾志刚", "technician", EAST, 1985, 3, 0.82, 4, sex="m"),
    Role("于秀娟", "infant", WEST, 1986, 3, 0.84, 1),
    Role("张桂香", "home_and_garden", EAST, 1981, 2, 0.74, 5),
    Role("刘翠萍", "housework", EAST, 1976, 2, 0.70, 6, "card_soon"),
    Role("陈玉莲", "cook", EAST, 1983, 3, 0.84, 1),
    Role("杨冬梅", "housework", EAST, 1990, 2, 0.78, 2),
    Role("赵彩云", "home_and_garden", EAST, 1978, 3, 0.88, -1),
    Role("黄丽华", "housework", EAST, 1980, 2, 0.72, 4, "card_over"),
    Role("周腊梅", "tidier", EAST, 1987, 3, 0.89, 0),
    Role("徐金凤", "cook", EAST, 1974, 2, 0.66, 8),
    Role("吴春花", "housework", EAST, 1985, 2, 0.62, 7, "left_early"),
    Role("汪雪琴", "housework", EAST, 1982, 3, 0.83, 1, employment="agency"),
    Role("朱红霞", "housework", WEST, 1988, 2, 0.58, 9, "suspended"),
    Role("高小芹", "home_and_garden", WEST, 1979, 3, 0.85, 1),
    Role("林美娟", "cook", WEST, 1981, 3, 0.87, 0, "paper_waiting"),
    Role("何银花", "housework", WEST, 1976, 2, 0.71, 5, mode="transit"),
    Role("郭慧敏", "housework", WEST, 1993, 1, 0.75, 3, "trial"),
    Role("罗文静", "maternity", EAST, 1984, 3, 0.86, 1),
    Role("梁雪芳", "maternity", EAST, 1979, 3, 0.82, 2, "minors_old"),
    Role("宋佳慧", "maternity", WEST, 1983, 4, 0.92, -1),
    Role("郑玉婷", "maternity", WEST, 1986, 2, 0.77, 3),
    Role("谢凤英", "maternity", WEST, 1977, 3, 0.80, 2, "left_late"),
    Role("唐丽萍", "tutor", EAST, 1991, 3, 0.90, 0),
    Role("冯雅琴", "infant", EAST, 1989, 2, 0.79, 2),
    Role("董小红", "tutor", WEST, 1990, 2, 0.81, 3),
    Role("程玉兰", "elder", EAST, 1972, 3, 0.88, 0),
    Role("曹爱华", "elder", EAST, 1980, 2, 0.76, 4),
    Role("袁桂芝", "elder", EAST, 1978, 3, 0.84, 1),
    Role("许兰芳", "elder", WEST, 1974, 4, 0.90, -1),
    Role("傅建国", "patient", EAST, 1978, 3, 0.86, 1, sex="m", mode="car"),
    Role("沈秀云", "patient", WEST, 1982, 3, 0.87, 0),
    Role("吕海峰", "technician", WEST, 1987, 2, 0.75, 6, sex="m"),
)
