"""The company: two branches and the people at their desks."""

from datetime import datetime
from functools import partial

from guanjia.chapters.org import commands as org
from guanjia.chapters.org.queries import HOUSE_ZONE
from guanjia.chapters.survey.commands import seed_questionnaires
from guanjia.demo.simulation import FOUNDER, Simulation, actor_of
from guanjia.kernel.clock import local_day

EAST, WEST = "east", "west"
BRANCHES = (
    (EAST, "城东店", 31.2280, 121.5350),
    (WEST, "城西店", 31.2050, 121.4050),
)

REGISTERED = (
    ("org.legal_name", "上海安适管家家政服务有限公司（演示）"),
    ("org.legal_address", "上海市浦东新区示范路 100 号 3 层"),
)
"""How the company stands in its contracts."""

EVERYWHERE = (
    ("owner", "沈静仪"),
    ("head_office", "顾思远"),
    ("administrator", "郑凯"),
)
"""Who has a role in the whole company."""

AT_DESKS = (
    ("manager", "陆文博", (EAST,)),
    ("manager", "邵丽君", (WEST,)),
    ("consultant", "苏雨晴", (EAST,)),
    ("consultant", "唐一鸣", (WEST,)),
    ("butler", "方若兰", (EAST,)),
    ("butler", "严思齐", (WEST,)),
    ("butler", "秦朗", (EAST,)),
    ("dispatcher", "韩冬梅", (EAST,)),
    ("dispatcher", "罗志强", (WEST,)),
    ("recruiter", "潘晓燕", (EAST, WEST)),
    ("inspector", "石磊", (EAST, WEST)),
    ("care", "温雅", (EAST, WEST)),
    ("trainer", "葛春梅", (EAST, WEST)),
    ("finance", "余敏", (EAST, WEST)),
)
"""Who has a role where. The second butler of a branch is found under the role "butler 2"."""


def write_agenda(simulation: Simulation) -> None:
    """Put on the agenda that the company is opened."""
    simulation.later(simulation.opens_at, partial(open_company, simulation))


def open_company(simulation: Simulation, at: datetime) -> None:
    """Open the branches and let in everybody who works at a desk."""
    seed_questionnaires()
    for code, name, latitude, longitude in BRANCHES:
        simulation.branches[code] = org.open_branch(
            actor=FOUNDER,
            code=code,
            name=name,
            latitude=latitude,
            longitude=longitude,
            phone="021-0000-0000",
            at=at,
        )
    for key, words in REGISTERED:
        org.decide_setting(
            actor=FOUNDER,
            key=key,
            branch_id=None,
            value=words,
            valid_from=local_day(at, HOUSE_ZONE),
            source="演示用名称和地址",
            at=at,
        )
    for role, name in EVERYWHERE:
        _let_in(simulation, role, name, ("",), at)
    for role, name, places in AT_DESKS:
        _let_in(simulation, role, name, places, at)


def _let_in(
    simulation: Simulation, role: str, name: str, places: tuple[str, ...], at: datetime
) -> None:
    user = org.invite_user(actor=FOUNDER, name=name, phone=simulation.phone(), at=at)
    for code in places:
        branch = simulation.branches.get(code)
        org.grant_role(
            actor=FOUNDER,
            user_id=user.pk,
            branch_id=branch.pk if branch else None,
            role=role,
            at=at,
        )
    actor = actor_of(user, at)
    for code in places:
        key = (role, code) if (role, code) not in simulation.staff else (f"{role} 2", code)
        simulation.staff[key] = actor
