"""A household that was served and has had all that can be said of it written down; then forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import models

from guanjia.chapters.assessment import commands as assessment
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import Household
from guanjia.chapters.fieldwork import commands as fieldwork
from guanjia.chapters.fieldwork.models import StepRecord
from guanjia.chapters.org.models import Branch
from guanjia.chapters.planning import commands as planning
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.survey import commands as survey
from guanjia.chapters.survey.models import Invitation
from guanjia.flow import journeys
from guanjia.flow.delivery import deliver
from guanjia.kernel.actors import Actor
from guanjia.ledger.models import Delivery
from guanjia.vault.commands import remove_erased, store
from guanjia.vault.fields import EncryptedText
from guanjia.vault.intake import Prepared
from tests.world import company, homes, papers, people, plans, rosters, work
from tests.world.company import MONDAY_9

WORD = "青鸾"
"""Stands in everything that the household, or anybody about it, has said."""
PHONE = "19912345678"
LATER = MONDAY_9 + timedelta(days=3)
ASKED = MONDAY_9 + timedelta(days=4)
DUE = ASKED + timedelta(days=8)


@dataclass(frozen=True)
class Known:
    """The household, who decides for it, and the manager of its branch."""

    household: Household
    client: Actor
    manager: Actor


def known(branch: Branch | None = None) -> Known:
    """Let a household say all it can say, be served, and have nothing left that is to come."""
    people.ready()
    survey.seed_questionnaires()
    branch = branch or company.open_branch()
    manager = company.staff("manager", branch, name="店长 陆远")
    household = homes.open_household(
        branch,
        name=f"{WORD}家",
        alias=f"{WORD}府",
        phone=PHONE,
        address=f"{WORD}路1234弄5号602室",
        district=f"{WORD}区",
        consents=("service", "health", "photos", "messages"),
        wish=f"{WORD}要安静",
        by=manager,
    )
    _dossier(household, manager)
    client = homes.client_actor(household)
    _served(household, manager)
    _talked(household, client, manager)
    _fill(household)
    return Known(household, client, manager)


def _picture() -> Prepared:
    return Prepared(f"{WORD}的照片".encode(), "image/png")


def _file() -> int:
    """Return the id of a file that says the word, as a picture may."""
    return store(_picture(), purpose="evidence", user_id=None, at=MONDAY_9).pk


def _dossier(household: Household, manager: Actor) -> None:
    member = homes.with_elder(household, name=f"{WORD}母", health=f"{WORD}高血压", by=manager)
    dossier.change_member(
        actor=manager,
        household_id=household.pk,
        member_id=member.pk,
        occupation=f"{WORD}厂",
        at=MONDAY_9,
    )
    dossier.change_home(
        actor=manager,
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        name=f"{WORD}居",
        rooms=[f"{WORD}阁"],
        no_photo_rooms=[f"{WORD}阁"],
        facilities=[f"{WORD}钢琴"],
        at=MONDAY_9,
    )
    homes.relative_actor(household, name=f"{WORD}磊", by=manager)
    dossier.note_preference(
        actor=manager, household_id=household.pk, kind="language", code="wuu", at=MONDAY_9
    )
    dossier.note_diet(
        actor=manager, household_id=household.pk, kind="allergy", text=f"{WORD}蟹", at=MONDAY_9
    )
    dossier.agree_communication(
        actor=manager,
        household_id=household.pk,
        channel="sms",
        every_days=30,
        quiet_from_minute=21 * 60,
        quiet_until_minute=9 * 60,
        at=MONDAY_9,
    )
    begun = homes.begun_assessment(household, by=manager, member=member)
    assessment.add_photos(
        actor=manager,
        assessment_id=begun.pk,
        group="",
        pictures=[_picture()],
        at=MONDAY_9,
    )
    assessment.save_answers(
        actor=manager,
        assessment_id=begun.pk,
        answers=homes.FRAIL | {"goal": f"{WORD}还能下楼"},
        at=MONDAY_9,
    )
    assessment.finish_assessment(actor=manager, assessment_id=begun.pk, at=MONDAY_9)


def _served(household: Household, manager: Actor) -> None:
    offered = plans.offered_plan(household, by=manager, goal=f"{WORD}不再摔", reason=f"{WORD}怕滑")
    papers.brought(
        offered,
        by=company.staff("consultant", household.branch),
        signed_name=f"{WORD}敏",
        file_id=_file(),
    )
    planning.ask_for_change(
        actor=homes.client_actor(household),
        version_id=offered.pk,
        number=offered.number,
        words=f"{WORD}想晚点来",
        at=MONDAY_9,
    )
    plans.accept(offered)
    planning.end_plan(
        actor=manager,
        version_id=offered.pk,
        stops_on=MONDAY_9.date() + timedelta(days=7),
        at=MONDAY_9,
    )
    worker = people.hire_worker(household.branch, hours=people.EVERY_DAY)
    sent = rosters.staffed_visit(household=household, worker=worker, note=f"{WORD}门铃坏了")
    attendance = work.arrived(sent)
    for step in work.steps_of(attendance):
        evidence = {"file_id": _file()} if step.evidence == "photo" else {}
        work.record(attendance, work.told(step, note=f"{WORD}擦了", **evidence))
    gone = attendance.checked_in_at + timedelta(minutes=115)
    own = people.as_worker(worker)
    fieldwork.check_out(actor=own, attendance_id=attendance.pk, happened_at=gone, at=gone)
    incident = fieldwork.report_incident(
        actor=own,
        assignment_id=sent.pk,
        key="a-broken-cup",
        kind="damage",
        severity="minor",
        note=f"{WORD}的杯子",
        file_id=_file(),
        happened_at=gone,
        at=gone,
    )
    fieldwork.close_incident(actor=manager, incident_id=incident.pk, at=LATER)
    fieldwork.accept_work(
        actor=own,
        attendance_id=attendance.pk,
        is_accepted=True,
        signature_file_id=_file(),
        at=gone,
    )
    handed_on(LATER)


def _talked(household: Household, client: Actor, manager: Actor) -> None:
    invitation = Invitation.objects.get(household=household)
    given = {"V1": "5", "V2": "on_time", "V3": "none"}
    survey.answer(actor=client, invitation_id=invitation.pk, given=given, at=LATER)
    callback = relations.ask_for_callback(
        actor=client,
        household_id=household.pk,
        reason="question",
        words=f"{WORD}想问价钱",
        key="a-letter",
        at=LATER,
    )
    relations.settle_callback(
        actor=manager,
        callback_id=callback.pk,
        outcome="satisfied",
        words=f"{WORD}说好了",
        at=LATER,
    )
    handed_on(LATER)


def of_household() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every table whose rows lead to a household by foreign keys that are always set, and the way there."""
    ways: dict[type[models.Model], str] = {Household: ""}
    waiting = [Household]
    while waiting:
        reached = waiting.pop(0)
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                leads = field.is_relation and field.related_model is reached and not field.null
                if leads and model not in ways:
                    ways[model] = "__".join(filter(None, (field.name, ways[reached])))
                    waiting.append(model)
    yield from ways.items()


def _fill(household: Household) -> None:
    """Write the word into every encrypted text of the household, also where no command does today."""
    for model, way in of_household():
        texts = [
            one
            for one in model._meta.concrete_fields
            if type(one) is EncryptedText and one.name != "phone"
        ]
        if texts:
            whose = model._base_manager.filter(**{way or "pk": household.pk})
            whose.exclude(pk=None).update(**{one.name: f"{WORD}{one.name}" for one in texts})
    StepRecord.objects.filter(value__isnull=False).update(value=172.25)


def handed_on(at: object) -> None:
    """Hand on all that is pending; nothing may be parked."""
    while deliver(at=at):  # type: ignore[arg-type]
        pass
    failed = Delivery.objects.exclude(failure="").values_list("reaction", "failure")
    assert not list(failed), list(failed)


def asked(of: Known) -> None:
    """Let who decides ask that the household be forgotten."""
    dossier.ask_for_erasure(actor=of.client, household_id=of.household.pk, at=ASKED)


def forgotten(of: Known | None = None) -> Known:
    """Ask, confirm and carry it out: rows, files and all that follows."""
    of = of or known()
    asked(of)
    journeys.confirm_erasure(actor=of.manager, household_id=of.household.pk, at=ASKED)
    assert journeys.erase_if_due(actor=of.manager, household_id=of.household.pk, at=DUE)
    handed_on(DUE)
    remove_erased(at=DUE)
    return of
