"""What a family of the town is made of, and the streets where they live."""

from dataclasses import dataclass

EAST, WEST = "east", "west"
MORNING, AFTERNOON, WHOLE_DAY, EVENING = (480, 780), (780, 1050), (480, 1080), (960, 1170)
"""When somebody may come, in minutes after midnight."""

Line = tuple[str, tuple[int, ...], int, tuple[int, int]]
"""A service by its code, its weekdays (0 is Monday), minutes, and when."""


@dataclass(frozen=True, slots=True)
class Soul:
    """Somebody who lives there; the birthday is (month, day), by the moon if it says so, or diced."""

    name: str
    relation: str
    sex: str
    born: int
    birthday: tuple[int, int] | None = None
    is_lunar: bool = False
    health: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """
    A household as the story needs it.

    :param fate: what becomes of it, a word that `homes` and `plans` know; empty for a plain client
    :param habits: (kind, words), of what binds or counts "kind:code" or a time such as
        "not_before:09:00"
    """

    name: str
    caller: str
    branch: str
    audience: str
    lines: tuple[Line, ...]
    souls: tuple[Soul, ...] = ()
    habits: tuple[tuple[str, str], ...] = ()
    area: int = 95
    wish: str = ""
    goal: str = "家里总是干净整齐，我们能安心上班"
    fate: str = ""
    alias: str = ""


def clean(days: tuple[int, ...], minutes: int = 180, window: tuple[int, int] = MORNING) -> Line:
    """Return regular cleaning on these weekdays."""
    return ("CLN-D", days, minutes, window)


def care(days: tuple[int, ...], minutes: int = 90, window: tuple[int, int] = MORNING) -> Line:
    """Return visits to an older person on these weekdays."""
    return ("ELD-H", days, minutes, window)


VILLA = (("pet:dog", ""), ("pet", "两只大型犬，进门前请先打电话"), ("taboo", "书房的字画请勿触碰"))
OLDER_GOAL = "想在自己家里住下去，别再摔跤，每天有人说说话"

STREETS = {
    EAST: ("云桥路", "锦川路", "沐兰路", "听松路", "望舒路"),
    WEST: ("槐荫路", "栖霞里", "竹影路", "青砚路", "临溪路"),
}
"""Streets that no town has."""
