"""From the first call to a plan that is signed, declined, or still waits for an answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.dispatch import commands as dispatch
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.queries import deciders_of
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.planning.models import PlanVersion
from guanjia.demo.elders import answers_of
from guanjia.demo.kin import Family
from guanjia.demo.simulation import HOUSE, Simulation, actor_of
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import week_of
from guanjia.vault.intake import Prepared

MOST_DAYS = 3
"""How many days a week families take of what the assessment suggests."""


def carry_on(
    simulation: Simulation, family: Family, household: Household, called_at: datetime
) -> None:
    """Put on the agenda what follows the first call."""
    fate = family.fate
    if fate == "called":
        return
    if fate == "assessing":
        _assess_halfway(simulation, family, household)
        return
    later = timedelta(days=1, hours=3)
    if fate == "offered":
        simulation.later(
            simulation.ago(2, "15:20"), _offering(simulation, family, household, is_answered=False)
        )
        return
    if fate == "assessed":
        simulation.later(called_at + timedelta(hours=26), _assessing(simulation, family, household))
        later = timedelta(days=2)
    simulation.later(called_at + later, _offering(simulation, family, household))


def _assessing(
    simulation: Simulation, family: Family, household: Household
) -> Callable[[datetime], None]:
    def assess(at: datetime) -> None:
        consultant = simulation.at_desk("consultant", household.branch)
        begun = _begin(consultant, household, at)
        is_frail = any("摔" in soul.health or "失智" in soul.health for soul in family.souls)
        answers = answers_of(simulation.dice, goal=family.goal, is_frail=is_frail)
        assessment.save_answers(actor=consultant, assessment_id=begun, answers=answers, at=at)
        assessment.finish_assessment(
            actor=consultant, assessment_id=begun, at=at + timedelta(minutes=50)
        )

    return assess


def _begin(consultant: Actor, household: Household, at: datetime) -> int:
    members = household.members.exclude(birth_year=None).order_by("id")
    elder = min(members, key=lambda member: member.birth_year or 0, default=None)
    return assessment.start_assessment(
        actor=consultant,
        household_id=household.pk,
        form="older_people",
        member_id=elder.pk if elder else None,
        at=at,
    ).pk


def _assess_halfway(simulation: Simulation, family: Family, household: Household) -> None:
    """Somebody was there yesterday, was called away, and goes again the day after tomorrow."""
    consultant = simulation.at_desk("consultant", household.branch)

    def begin(at: datetime) -> None:
        begun = _begin(consultant, household, at)
        answers = answers_of(simulation.dice, goal=family.goal, is_frail=True)
        half = dict(list(answers.items())[: len(answers) // 2])
        assessment.save_answers(actor=consultant, assessment_id=begun, answers=half, at=at)
        assessment.promise_appointment(
            actor=consultant,
            household_id=household.pk,
            home_id=household.homes.earliest("id").pk,
            starts_at=simulation.on(simulation.today + timedelta(days=2), "14:00"),
            at=at,
        )

    simulation.later(simulation.ago(1, "14:10"), begin)


def _offering(
    simulation: Simulation, family: Family, household: Household, *, is_answered: bool = True
) -> Callable[[datetime], None]:
    def offer(at: datetime) -> None:
        consultant = simulation.at_desk("consultant", household.branch)
        household.refresh_from_db()
        for number, home in enumerate(household.homes.order_by("id")):
            version = _draft(simulation, family, household, home.pk, at, is_second=number > 0)
            planning.offer_plan(actor=consultant, version_id=version.pk, at=at)
            planning.make_answer_link(actor=consultant, version_id=version.pk, at=at)
            if is_answered:
                hours = simulation.dice.randrange(4, 30)
                simulation.later(
                    at + timedelta(hours=hours), _answering(simulation, family, version)
                )

    return offer


def _draft(
    simulation: Simulation,
    family: Family,
    household: Household,
    home_id: int,
    at: datetime,
    *,
    is_second: bool,
) -> PlanVersion:
    consultant = simulation.at_desk("consultant", household.branch)
    assessed = _finished_assessment(household)
    version = planning.draft_plan(
        actor=consultant,
        household_id=household.pk,
        home_id=home_id,
        assessment_id=assessed,
        at=at,
    )
    if assessed:
        _make_affordable(consultant, version, at)
    else:
        lines = family.lines[:1] if is_second else family.lines
        for code, weekdays, minutes, window in lines:
            planning.add_line(
                actor=consultant,
                version_id=version.pk,
                service_id=ServiceType.objects.get(code=code).pk,
                weekdays=[(weekdays[0] + 2) % 5] if is_second else list(weekdays),
                minutes=minutes,
                window=window,
                at=at,
            )
    planning.set_goal(actor=consultant, version_id=version.pk, goal=family.goal, at=at)
    return planning.set_terms(
        actor=consultant,
        version_id=version.pk,
        starts_on=_first_day(simulation, at),
        discount_percent=simulation.dice.choice((0, 0, 0, 5, 10)),
        at=at,
    )


def _finished_assessment(household: Household) -> int | None:
    """Return the household's finished assessment, if there is one."""
    finished = Assessment.objects.filter(household=household, status="finished")
    return finished.order_by("-id").values_list("id", flat=True).first()


def _make_affordable(consultant: Actor, version: PlanVersion, at: datetime) -> None:
    """Ask for fewer days than the assessment suggests, and for no more than two services."""
    for number, line in enumerate(version.lines.order_by("position")):
        if number >= 2:
            planning.remove_line(actor=consultant, version_id=version.pk, line_id=line.pk, at=at)
        elif len(line.weekdays) > MOST_DAYS:
            planning.change_line(
                actor=consultant,
                version_id=version.pk,
                line_id=line.pk,
                weekdays=line.weekdays[::2][:MOST_DAYS],
                at=at,
            )


def _first_day(simulation: Simulation, at: datetime) -> date:
    """Return the Monday on which visits begin: the town's first, or the one after next."""
    soon = week_of((at + timedelta(days=10)).date())
    return max(simulation.first_monday, soon)


def _answering(
    simulation: Simulation, family: Family, version: PlanVersion
) -> Callable[[datetime], None]:
    def answer(at: datetime) -> None:
        client = client_of(simulation, version.plan.household, at)
        if family.fate == "declined":
            planning.decline_plan(actor=client, version_id=version.pk, number=version.number, at=at)
            return
        planning.accept_plan(
            actor=client,
            version_id=version.pk,
            number=version.number,
            signed_name=family.caller,
            signature=signature(simulation),
            at=at,
        )
        simulation.hand_on(at)

    return answer


def client_of(simulation: Simulation, household: Household, at: datetime) -> Actor:
    """Return who decides for the household, as they sign in."""
    phone = deciders_of([household.pk])[household.pk].phone
    user = dossier.login_of_contact(phone=phone, at=at)
    assert user is not None, "a contact has a number"
    dossier.bind_contacts(user_id=user.pk, at=at)
    return actor_of(user, at)


def signature(simulation: Simulation) -> Prepared:
    """Return a stroke of the finger. The house drew it itself, so that nothing is to be decoded."""
    picture = Image.new("RGBA", (240, 90))
    points, height = [], 45.0
    for x in range(12, 230, 9):
        height = min(80.0, max(10.0, height + simulation.dice.gauss(0, 16)))
        points.append((x, height))
    ImageDraw.Draw(picture).line(points, fill=(30, 40, 60, 255), width=3, joint="curve")
    kept = BytesIO()
    picture.save(kept, "PNG")
    return Prepared(kept.getvalue(), "image/png")


def write_agenda(simulation: Simulation) -> None:
    """Put on the agenda that visits are opened ahead and single orders come in."""
    open_ahead(simulation)
    take_orders(simulation)


def open_ahead(simulation: Simulation) -> None:
    """Every Thursday, open the visits that come into the reach of the branches."""
    day = simulation.first_monday + timedelta(days=3)
    while day <= simulation.today:
        simulation.later(simulation.on(day, "20:30"), _open_visits)
        day += timedelta(days=7)


def _open_visits(at: datetime) -> None:
    accepted = PlanVersion.objects.filter(status="accepted").order_by("id")
    for version_id in accepted.values_list("id", flat=True):
        dispatch.open_visits_of_plan(actor=HOUSE, version_id=version_id, at=at)


ORDERS = (
    ("何家", "LAC", 33, "10:00", "催乳指导"),
    ("沈宅", "APP-AC", 26, "14:00", "客厅柜机一台"),
    ("蒋家", "CLN-P", 19, "09:00", "换季大扫除"),
    ("陈宅", "ORG", 12, "09:30", "衣帽间换季"),
    ("钱家", "APP-WM", 6, "15:00", "滚筒洗衣机"),
    ("温家", "APP-HD", -1, "10:00", ""),
    ("夏家", "CLN-D", -2, "14:00", "第一次,想先试试"),
    ("高家", "CLN-W", -4, "13:30", "阳台玻璃"),
)
"""Single orders: whose, what, how many days ago it took place (ahead, if negative), what was said."""


def take_orders(simulation: Simulation) -> None:
    """Put on the agenda who orders what, two days before it takes place."""
    for number, (name, code, days, clock, note) in enumerate(ORDERS):
        starts_at = simulation.ago(days, clock)
        asked_at = min(
            starts_at - timedelta(days=2), simulation.end - timedelta(minutes=40 + number)
        )
        simulation.later(asked_at, _ordering(simulation, name, code, starts_at, note))


def _ordering(
    simulation: Simulation, name: str, code: str, starts_at: datetime, note: str
) -> Callable[[datetime], None]:
    def order(at: datetime) -> None:
        household = Household.objects.filter(name=name).select_related("branch").first()
        if household is None:
            return
        planning.book_order(
            actor=simulation.at_desk("consultant", household.branch),
            household_id=household.pk,
            home_id=household.homes.earliest("id").pk,
            service_id=ServiceType.objects.get(code=code).pk,
            starts_at=starts_at,
            key=f"story/{code}/{household.pk}",
            note=note,
            at=at,
        )
        simulation.hand_on(at)

    return order
