"""Taking on the workers, screening them, and what befalls them and their papers afterwards."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from guanjia.chapters.catalog.models import CertificateKind, Skill
from guanjia.chapters.workforce import commands
from guanjia.chapters.workforce.models import Worker
from guanjia.chapters.workforce.rules import STEPS, Hours, Person
from guanjia.demo.simulation import HOUSE, ZONE, Hand, Simulation, actor_of
from guanjia.demo.workers import TRADES, WAYS, WORKERS, Role, Ways
from guanjia.kernel.clock import local_day

HEALTH, MINORS = "health", "minors_check"
ISSUERS = {HEALTH: "示例市疾病预防控制中心", MINORS: "示例市人民检察院"}
FEWEST_STEPS = 4
"""How far somebody who is still on trial has come in the screening."""


def write_agenda(simulation: Simulation) -> None:
    """Put on the agenda that people are taken on, and what becomes of their papers."""
    take_on_everybody(simulation)
    keep_papers(simulation)


def take_on_everybody(simulation: Simulation) -> None:
    """Put on the agenda who is taken on when; one only came last week."""
    for number, role in enumerate(WORKERS[: simulation.size.workers]):
        day = simulation.opening + timedelta(days=number // 16)
        at = simulation.on(day, "10:00") + timedelta(minutes=11 * (number % 16))
        if role.flaw == "trial":
            at = simulation.ago(6, "10:20")
        simulation.later(at, _taking_on(simulation, role))


def _taking_on(simulation: Simulation, role: Role) -> Callable[[datetime], None]:
    def take_on(at: datetime) -> None:
        branch = simulation.branches[role.branch]
        recruiter = simulation.at_desk("recruiter", branch)
        phone = simulation.phone()
        worker = commands.take_on(
            actor=recruiter,
            branch_id=branch.pk,
            phone=phone,
            person=_person(simulation, role, phone),
            at=at,
        )
        steps = STEPS[:FEWEST_STEPS] if role.flaw == "trial" else STEPS
        for step in steps:
            commands.decide_screening_step(
                actor=recruiter,
                worker_id=worker.pk,
                step=step,
                passed=True,
                note="原件已核对",
                at=at,
            )
        _hand_in_papers(simulation, role, worker, at)
        _confirm_skills(simulation, role, worker, at)
        if role.flaw != "trial":
            manager = simulation.at_desk("manager", branch)
            commands.clear_worker(actor=manager, worker_id=worker.pk, at=at)
        assert worker.user is not None
        actor = actor_of(worker.user, at)
        simulation.hands[worker.pk] = Hand(worker, actor, role.care, role.delay)
        _let_fate_come(simulation, role, worker, at)

    return take_on


def _person(simulation: Simulation, role: Role, phone: str) -> Person:
    dice = simulation.dice
    branch = simulation.branches[role.branch]
    ways = WAYS.get(role.name, Ways())
    return Person(
        name=role.name,
        id_number=(
            f"DEMO-{role.born}{dice.randrange(1, 13):02}-{dice.randrange(1000, 10000)}-{phone[-4:]}"
        ),
        born_on=date(role.born, dice.randrange(1, 13), dice.randrange(1, 29)),
        sex=role.sex,
        address=f"示例市{branch.name[:2]}示范路{dice.randrange(1, 300)}号",
        origin_note=dice.choice(("安徽", "江苏", "江西", "河南", "四川", "上海本地")),
        latitude=round(branch.latitude + dice.gauss(0, 0.018), 6),
        longitude=round(branch.longitude + dice.gauss(0, 0.020), 6),
        mode=role.mode,
        employment=role.employment,
        introduction=dice.choice(
            (
                "做事仔细，话不多。",
                "手脚麻利，说话爽快。",
                "有耐心，喜欢老人和孩子。",
                "做家政八年，客户都说放心。",
            )
        ),
        languages=("cmn", *ways.speaks),
        cuisines=ways.cooks,
        avoids=ways.avoids,
        smokes=ways.smokes,
    )


def _hand_in_papers(simulation: Simulation, role: Role, worker: Worker, at: datetime) -> None:
    day = local_day(at, ZONE)
    trade = TRADES[role.trade]
    issued = day - timedelta(days=simulation.dice.randrange(20, 120))
    ends = {
        "card_soon": simulation.today + timedelta(days=10),
        "card_over": simulation.today - timedelta(days=6),
    }
    until = ends.get(role.flaw)
    last_year = until - timedelta(days=364) if until else day
    if until and last_year > day:
        _hand_in(simulation, worker, HEALTH, trade.health, issued, issued + timedelta(days=364), at)
        simulation.later(
            simulation.on(last_year, "11:00"),
            lambda at: _hand_in(simulation, worker, HEALTH, trade.health, last_year, until, at),
        )
    else:
        _hand_in(
            simulation, worker, HEALTH, trade.health, last_year if until else issued, until, at
        )
    checked = day - timedelta(days=simulation.dice.randrange(10, 100))
    is_forgotten = role.flaw == "minors_old"
    if is_forgotten:
        checked = max(simulation.today - timedelta(days=400), day - timedelta(days=360))
    _hand_in(simulation, worker, MINORS, 1, checked, None, at, is_renewed=not is_forgotten)
    for kind in trade.papers:
        issued = day - timedelta(days=simulation.dice.randrange(100, 500))
        _hand_in(simulation, worker, kind, role.level, issued, None, at)
    commands.record_insurance(
        actor=simulation.at_desk("recruiter", worker.branch),
        worker_id=worker.pk,
        kind="employer" if role.employment == "employee" else "accident",
        insurer="示例财产保险",
        number=f"DEMO-{worker.pk:05}",
        valid_from=day,
        valid_until=simulation.today + timedelta(days=simulation.dice.randrange(21, 300)),
        at=at,
    )


def _hand_in(
    simulation: Simulation,
    worker: Worker,
    kind: str,
    level: int,
    issued: date,
    until: date | None,
    at: datetime,
    *,
    is_verified: bool = True,
    is_renewed: bool = True,
) -> None:
    """Hand a paper in, have it verified, and see to a new one in time unless it shall run out."""
    paper = commands.submit_certificate(
        actor=simulation.at_desk("recruiter", worker.branch),
        worker_id=worker.pk,
        kind_id=CertificateKind.objects.get(code=kind).pk,
        number=f"DEMO-{worker.pk:04}{issued:%y%m%d}",
        issuer=ISSUERS.get(kind, "示例职业技能评价机构"),
        level=level,
        issued_on=issued,
        expires_on=until,
        at=at,
    )
    if is_verified:
        trainer = simulation.at_desk("trainer", worker.branch)
        commands.verify_certificate(actor=trainer, certificate_id=paper.pk, at=at)
    if paper.expires_on and until is None and is_verified and is_renewed:
        again = simulation.on(paper.expires_on - timedelta(days=20), "11:00")
        simulation.later(again, _renewal(simulation, worker, kind, level))


def _renewal(
    simulation: Simulation, worker: Worker, kind: str, level: int
) -> Callable[[datetime], None]:
    def renew(at: datetime) -> None:
        worker.refresh_from_db()
        if worker.status == "active":
            _hand_in(simulation, worker, kind, level, local_day(at, ZONE), None, at)

    return renew


def _confirm_skills(simulation: Simulation, role: Role, worker: Worker, at: datetime) -> None:
    trainer = simulation.at_desk("trainer", worker.branch)
    ids = dict(Skill.objects.values_list("code", "id"))
    trade = TRADES[role.trade]
    for code, relative in trade.skills.items():
        commands.confirm_skill(
            actor=trainer,
            worker_id=worker.pk,
            skill_id=ids[code],
            level=max(1, min(5, role.level + relative)),
            at=at,
        )
    first, last = trade.hours
    days = range(7) if role.trade in {"elder", "patient"} else range(6)
    commands.set_hours(
        actor=simulation.at_desk("recruiter", worker.branch),
        worker_id=worker.pk,
        hours=[Hours(day, first * 60, last * 60) for day in days],
        at=at,
    )


def _let_fate_come(simulation: Simulation, role: Role, worker: Worker, hired_at: datetime) -> None:
    manager = simulation.at_desk("manager", worker.branch)
    match role.flaw:
        case "suspended":
            simulation.later(
                simulation.ago(4, "17:30"),
                lambda at: commands.suspend_worker(
                    actor=manager, worker_id=worker.pk, reason="complaint", at=at
                ),
            )
        case "left_early" | "left_late":
            days = 35 if role.flaw == "left_early" else 12
            simulation.later(
                max(simulation.ago(days, "17:00"), hired_at + timedelta(days=5)),
                lambda at: commands.part_with_worker(actor=manager, worker_id=worker.pk, at=at),
            )
        case "paper_waiting":
            simulation.later(
                simulation.ago(1, "15:10"),
                lambda at: _hand_in(
                    simulation, worker, HEALTH, 2, local_day(at, ZONE), None, at, is_verified=False
                ),
            )


def keep_papers(simulation: Simulation) -> None:
    """Every morning, say of the papers that have run out that they have, as the job does."""
    day = simulation.opening
    while day <= simulation.today:
        simulation.later(
            simulation.on(day, "08:30"),
            partial(_say_what_ended, day),
        )
        day += timedelta(days=1)


def _say_what_ended(day: date, at: datetime) -> None:
    commands.expire_certificates(actor=HOUSE, on=day, at=at)
