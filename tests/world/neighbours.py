"""
Three households with a row of every kind: two of one branch, the third of another.

They are alike but for names, so that whoever may see one and not another can be told from every
page by looking for a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from io import BytesIO

from PIL import Image

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.catalog.models import ServiceType, Skill, Sop
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Consent, Contact, Household
from guanjia.chapters.fieldwork import commands as fieldwork
from guanjia.chapters.fieldwork.models import Alert
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import Branch, Role
from guanjia.chapters.planning.models import PlanLine
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.workforce import commands as workforce
from guanjia.chapters.workforce.models import Worker
from guanjia.kernel.actors import STAFF_ROLES, Actor
from guanjia.ledger.models import Delivery, Event
from guanjia.vault.commands import store
from guanjia.vault.intake import Prepared
from tests.world import company, homes, papers, people, plans, rosters, work
from tests.world.company import FOUNDER, MONDAY_9

NOW = MONDAY_9 + timedelta(hours=3)
"""When all of it has happened: the first visits are over, others lie ahead."""

EVERYWHERE = ("owner", "head_office", "administrator")
AT_A_BRANCH = tuple(role for role in STAFF_ROLES if role not in EVERYWHERE)


@dataclass(frozen=True)
class Side:
    """
    A household, and a row of every kind that is about it.

    :param rows: noun -> the number of its row
    :param told_by: names by which a page gives away that it speaks of this household's side
    """

    branch: Branch
    household: Household
    worker: Worker
    rows: Mapping[str, int]
    told_by: tuple[str, ...]


@dataclass(frozen=True)
class Neighbours:
    """The three sides, and everybody who may knock: by name, as they sign in."""

    own: Side
    other: Side
    elsewhere: Side
    people: Mapping[str, Actor]


@cache
def picture() -> Prepared:
    """Return the smallest photo, as it is kept."""
    kept = BytesIO()
    Image.new("RGB", (2, 2), "white").save(kept, "PNG")
    return Prepared(kept.getvalue(), "image/png")


def _kept(purpose: str, actor: Actor) -> int:
    return store(picture(), purpose=purpose, user_id=actor.user_id, at=MONDAY_9).pk


def move_in() -> Neighbours:
    """Let the three households move in, with whoever serves and visits them."""
    people.ready()
    here = company.open_branch("here", name="近处店")
    there = company.open_branch("there", name="远处店")
    manager = company.staff("manager", here, name="店长 陆远")
    butler = company.staff("butler", here, name="管家 沈静")
    own = _side(here, "梧桐", manager, butler)
    other = _side(here, "银杏", manager, None)
    elsewhere = _side(there, "水杉", company.staff("manager", there, name="店长 水杉"), None)
    at_work = {"manager": manager, "butler": butler}
    at_work |= {
        role: company.staff(role, here, name=f"近处 {role}")
        for role in AT_A_BRANCH
        if role not in at_work
    }
    return Neighbours(
        own,
        other,
        elsewhere,
        {role: company.staff(role, name=f"总部 {role}") for role in EVERYWHERE}
        | at_work
        | {
            "worker": people.as_worker(own.worker),
            "client": homes.client_actor(own.household),
            "family": homes.relative_actor(own.household, name="梧桐磊", by=manager),
            "stranger": homes.client_actor(elsewhere.household),
        },
    )


def _side(branch: Branch, name: str, manager: Actor, butler: Actor | None) -> Side:
    people.ready()
    recruiter = company.staff("recruiter", branch, name=f"{name}招募")
    household = homes.open_household(
        branch,
        name=f"{name}家",
        address=f"{name}路1弄2号",
        consents=("service", "health", "photos"),
        by=manager,
    )
    if butler:
        dossier.change_household(
            actor=manager,
            household_id=household.pk,
            version=household.version,
            butler_id=butler.user_id,
            at=MONDAY_9,
        )
        household.refresh_from_db()
    worker = people.hire_worker(
        branch, name=f"{name}阿姨", by=(recruiter, manager), hours=people.EVERY_DAY
    )
    rows = {"household": household.pk, "worker": worker.pk, "home": homes.home_of(household).pk}
    rows |= _known(household, name, manager)
    rows |= _agreed(household, manager)
    rows |= _sent(household, worker, manager)
    rows |= _employed(worker, recruiter)
    rows |= _kept_by_the_house(branch, manager)
    household.refresh_from_db()
    rows["version"] = household.version
    told_by = (f"{name}家", f"{name}路", f"{name}阿姨", f"{name}母")
    return Side(branch, household, worker, rows, told_by)


def _known(household: Household, name: str, manager: Actor) -> dict[str, int]:
    member = homes.with_elder(household, name=f"{name}母", by=manager)
    habit = dossier.add_habit(
        actor=manager, household_id=household.pk, kind="rhythm", text="早睡", at=MONDAY_9
    )
    diet = dossier.note_diet(
        actor=manager, household_id=household.pk, kind="diet", text="少盐", at=MONDAY_9
    )
    preference = dossier.note_preference(
        actor=manager, household_id=household.pk, kind="pet", code="cat", at=MONDAY_9
    )
    appointment = assessment.promise_appointment(
        actor=manager,
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        starts_at=NOW + timedelta(days=2),
        is_meant=True,
        at=MONDAY_9,
    )
    finished = homes.assessed(household, by=manager, member=member)
    begun = assessment.start_assessment(
        actor=manager, household_id=household.pk, form="older_people", at=MONDAY_9
    )
    [photo] = assessment.add_photos(
        actor=manager,
        assessment_id=begun.pk,
        group="",
        pictures=[picture()],
        at=MONDAY_9,
    )
    return {
        "member": member.pk,
        "habit": habit.pk,
        "preference": preference.pk,
        "diet": diet.pk,
        "contact": Contact.objects.filter(household=household).earliest("id").pk,
        "consent": Consent.objects.filter(household=household).earliest("id").pk,
        "appointment": appointment.pk,
        "finished assessment": finished.pk,
        "assessment": begun.pk,
        "photo": photo.pk,
    }


def _agreed(household: Household, manager: Actor) -> dict[str, int]:
    garden = dossier.add_home(
        actor=manager, household_id=household.pk, name="小院", address="后门", at=MONDAY_9
    )
    draft = plans.draft(household, home_id=garden.pk, by=manager)
    draft.refresh_from_db()
    offered = plans.offered_plan(household, by=manager)
    consultant = company.staff("consultant", household.branch)
    signed = papers.brought(offered, by=consultant, file_id=_kept("signed_plan", consultant))
    order = plans.booked_order(household, starts_at=NOW + timedelta(days=4), by=manager)
    return {
        "draft": draft.pk,
        "edits": draft.edits,
        "line": PlanLine.objects.filter(version=draft).earliest("id").pk,
        "plan": offered.pk,
        "signed paper": signed.pk,
        "order": order.pk,
    }


def _sent(household: Household, worker: Worker, manager: Actor) -> dict[str, int]:
    done = rosters.assigned(
        rosters.open_visit(household, starts_at=MONDAY_9 + timedelta(minutes=5), by=manager),
        worker,
        by=manager,
    )
    attendance = work.arrived(done)
    steps = work.steps_of(attendance)
    evidence = _kept("evidence", manager)
    for step in steps:
        shown = {"file_id": evidence} if step.evidence == "photo" else {}
        work.record(attendance, work.told(step, **shown))
    critical = next(step for step in steps if step.is_critical)
    left_out = work.told(critical, is_done=False, reason="no_tool", seen=1)
    work.record(attendance, left_out, minutes=100)
    gone = attendance.checked_in_at + timedelta(minutes=115)
    fieldwork.check_out(
        actor=people.as_worker(worker), attendance_id=attendance.pk, happened_at=gone, at=gone
    )
    incident = fieldwork.report_incident(
        actor=people.as_worker(worker),
        assignment_id=done.pk,
        key=f"incident-{done.pk}",
        kind="damage",
        severity="minor",
        note="打碎了一只杯子",
        happened_at=NOW,
        at=NOW,
    )
    ahead = rosters.assigned(
        rosters.open_visit(household, starts_at=NOW + timedelta(hours=2), by=manager),
        worker,
        by=manager,
    )
    open_visit = rosters.open_visit(household, starts_at=NOW + timedelta(days=3), by=manager)
    run = rosters.handmade_roster(
        household.branch,
        rosters.proposal_of(open_visit, worker, open_visit.window_start),
        by=manager,
    )
    homes.client_actor(household)
    invitation = work.asked(household, visit_id=done.visit_id, at=NOW)
    if invitation is None:
        raise AssertionError("nobody of the household can be asked")
    callback = relations.open_callback(
        actor=manager, household_id=household.pk, reason="agreed_contact", at=NOW
    )
    return {
        "attendance": attendance.pk,
        "step": steps[0].pk,
        "evidence": evidence,
        "incident": incident.pk,
        "alert": Alert.objects.get(attendance=attendance).pk,
        "visit": open_visit.pk,
        "visit ahead": ahead.visit_id,
        "assignment": ahead.pk,
        "past assignment": done.pk,
        "run": run.pk,
        "staffing": rosters.current_staffing(run),
        "invitation": invitation.pk,
        "callback": callback.pk,
    }


def _employed(worker: Worker, recruiter: Actor) -> dict[str, int]:
    face, picture_of_paper = _kept("worker", recruiter), _kept("paper", recruiter)
    workforce.set_photo(actor=recruiter, worker_id=worker.pk, file_id=face, at=MONDAY_9)
    workforce.agree_to_show_face(actor=recruiter, worker_id=worker.pk, at=MONDAY_9)
    paper = workforce.submit_certificate(
        actor=recruiter,
        worker_id=worker.pk,
        kind_id=worker.certificates.earliest("id").kind_id,
        issued_on=MONDAY_9.date() - timedelta(days=3),
        number=f"DEMO-{worker.pk}-2",
        level=4,
        file_id=picture_of_paper,
        at=MONDAY_9,
    )
    leave = workforce.request_leave(
        actor=recruiter,
        worker_id=worker.pk,
        starts_at=NOW + timedelta(days=20),
        ends_at=NOW + timedelta(days=21),
        at=MONDAY_9,
    )
    return {
        "paper": paper.pk,
        "verified paper": worker.certificates.filter(status="verified").earliest("id").pk,
        "file": picture_of_paper,
        "leave": leave.pk,
        "kind": paper.kind_id,
    }


def _kept_by_the_house(branch: Branch, manager: Actor) -> dict[str, int]:
    colleague = company.staff("care", branch, name=f"{branch.name}同事")
    former = company.staff("care", branch, name=f"{branch.name}旧同事")
    org.close_login(actor=FOUNDER, user_id=former.user_id or 0, at=MONDAY_9)
    stuck = Delivery.objects.create(
        event=Event.objects.earliest("id"),
        reaction=f"reaction_of_{branch.code}_{colleague.user_id}",
        attempts=5,
        parked_at=NOW,
        failure="ValueError",
    )
    service = ServiceType.objects.get(code="CLN-D")
    offer = org.give_role(
        actor=manager,
        user_id=company.staff("trainer", name=f"{branch.name}总部培训").user_id or 0,
        branch_id=branch.pk,
        role="trainer",
        at=MONDAY_9,
    )
    return {
        "offer": offer.pk,
        "colleague": colleague.user_id or 0,
        "former colleague": former.user_id or 0,
        "role": Role.objects.get(user_id=colleague.user_id).pk,
        "delivery": stuck.pk,
        "service": service.pk,
        "sop": Sop.objects.filter(service=service).earliest("id").pk,
        "skill": Skill.objects.earliest("id").pk,
        "branch": branch.pk,
        "manager": manager.user_id or 0,
    }
