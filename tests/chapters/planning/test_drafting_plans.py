"""A plan follows from an assessment, and is changed line by line."""

from datetime import date

import pytest

from guanjia.chapters.assessment.models import Assessment
from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import PlanLine, PlanVersion
from guanjia.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from guanjia.ledger.queries import facts_about
from tests.world import homes, people, plans
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    people.ready()
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin, audience="older")


def drafted(household, actor, **answers):
    assessment = homes.assessed(household, answers=answers, by=actor)
    return commands.draft_plan(
        actor=actor,
        household_id=household.pk,
        home_id=homes.home_of(household).pk,
        assessment_id=assessment.pk,
        at=MONDAY_9,
    )


def services(version):
    return [line.service.code for line in version.lines.order_by("position")]


def test_a_plan_is_drafted_from_what_was_assessed(wu, lin):
    """Requirement 3.3: drafted from the assessment, each line with its reason."""
    version = drafted(wu, lin)

    assert services(version) == ["ELD-H", "COOK", "CLN-D"]
    care = version.lines.get(service__code="ELD-H")
    assert "跌倒" in care.reason
    assert care.sop_id is not None
    assert care.window_from >= 9 * 60
    assert version.goal == homes.FRAIL["goal"]
    assert version.monthly_fee_fen > 0
    assert {row.indicator.code for row in version.targets.all()} == {"on_time", "kept", "csat"}
    assert facts_about("planversion", version.pk)[0].kind == "plan.drafted"


def test_what_the_home_already_has_is_not_planned_again(wu, lin):
    """Requirement 3.2: help and tools that are there are neither planned nor billed."""
    version = drafted(wu, lin, has_help="cooking,cleaning")
    assert services(version) == ["ELD-H"]


def test_tools_are_brought_only_to_a_home_that_has_none(wu, lin):
    """Requirement 3.2: nothing is brought twice."""
    with_tools = drafted(wu, lin).lines.get(service__code="CLN-D")
    commands.withdraw_plan(actor=lin, version_id=with_tools.version_id, at=MONDAY_9)
    without = drafted(wu, lin, has_tools="none").lines.get(service__code="CLN-D")
    assert (with_tools.brings_tools, with_tools.tools_fee_fen) == (False, 0)
    assert (without.brings_tools, without.tools_fee_fen) == (True, 2000)


def test_a_draft_keeps_to_the_budget(wu, lin):
    version = drafted(wu, lin, budget="2000")
    assert version.monthly_fee_fen <= 200_000
    assert services(version)[0] == "ELD-H"


def test_a_draft_keeps_to_the_days_that_suit(wu, lin):
    version = drafted(wu, lin, best_days="d1,d3")
    assert {day for line in version.lines.all() for day in line.weekdays} <= {1, 3}


def test_an_unfinished_assessment_is_nothing_to_plan_from(wu, lin):
    assessment = homes.assessed(wu, by=lin)
    from guanjia.chapters.assessment.commands import reopen_assessment

    reopen_assessment(actor=lin, assessment_id=assessment.pk, at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(Assessment.DoesNotExist):
        commands.draft_plan(
            actor=lin,
            household_id=wu.pk,
            home_id=homes.home_of(wu).pk,
            assessment_id=assessment.pk,
            at=MONDAY_9,
        )
    assert ledger_size() == before
    assert not PlanVersion.objects.exists()


def test_changing_a_line_reckons_the_fee_anew(wu, lin):
    """Requirement 2.3: worked out from catalogue prices."""
    version = plans.draft(wu, by=lin, weekdays=(1,), minutes=120)
    line = version.lines.get()
    assert version.monthly_fee_fen == 43_333

    commands.change_line(
        actor=lin,
        version_id=version.pk,
        line_id=line.pk,
        weekdays=[1, 4],
        edits=version.edits,
        at=MONDAY_9,
    )

    version.refresh_from_db()
    assert version.monthly_fee_fen == 86_667
    assert facts_about("planversion", version.pk)[0].payload["monthly_fee_fen"] == 86_667


def test_two_consultants_do_not_overwrite_one_another(wu, lin):
    version = plans.draft(wu, by=lin)
    read = version.edits
    commands.set_goal(actor=lin, version_id=version.pk, goal="清静", edits=read, at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(Stale, match="since you read it"):
        commands.set_goal(actor=lin, version_id=version.pk, goal="热闹", edits=read, at=MONDAY_9)
    version.refresh_from_db()
    assert version.goal == "清静"
    assert ledger_size() == before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"minutes": 30}, "minutes"),
        ({"window_from": 600, "window_until": 660}, "window_until"),
        ({"people": 0}, "people"),
        ({"every_weeks": 9}, "every_weeks"),
        ({"mode": "never"}, "mode"),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused(wu, lin, changed, field):
    version = plans.draft(wu, by=lin)
    line = version.lines.get()
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        commands.change_line(
            actor=lin, version_id=version.pk, line_id=line.pk, at=MONDAY_9, **changed
        )
    assert refusal.value.field == field
    kept = PlanLine.objects.get(id=line.pk)
    assert (kept.weekdays, kept.minutes, kept.people) == (line.weekdays, line.minutes, 1)
    assert ledger_size() == before


def test_an_offered_version_can_no_longer_be_changed(wu, lin):
    version = plans.offered_plan(wu, by=lin)
    before = ledger_size()
    with pytest.raises(Conflict, match="no longer be changed"):
        commands.remove_line(
            actor=lin, version_id=version.pk, line_id=version.lines.get().pk, at=MONDAY_9
        )
    assert version.lines.count() == 1
    assert ledger_size() == before


def test_a_plan_without_a_goal_is_not_offered(wu, lin):
    """Requirement 1.7: each plan says what life at home should become."""
    version = commands.draft_plan(
        actor=lin, household_id=wu.pk, home_id=homes.home_of(wu).pk, at=MONDAY_9
    )
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        commands.offer_plan(actor=lin, version_id=version.pk, at=MONDAY_9)
    assert refusal.value.field == "goal"
    version.refresh_from_db()
    assert version.status == "draft"
    assert ledger_size() == before


def test_a_discount_beyond_the_limit_is_refused(wu, lin):
    version = plans.draft(wu, by=lin)
    with pytest.raises(Invalid) as refusal:
        commands.set_terms(
            actor=lin,
            version_id=version.pk,
            starts_on=date(2026, 12, 7),
            discount_percent=40,
            at=MONDAY_9,
        )
    assert refusal.value.field == "discount_percent"


def test_revising_copies_the_lines_into_a_new_draft(wu, lin):
    version = plans.offered_plan(wu, by=lin)
    newer = commands.revise_plan(actor=lin, version_id=version.pk, at=MONDAY_9)
    assert (newer.number, newer.status, services(newer)) == (2, "draft", ["CLN-D"])
    with pytest.raises(Conflict, match="draft of this plan is open"):
        commands.revise_plan(actor=lin, version_id=version.pk, at=MONDAY_9)


def test_the_link_leads_to_the_answer_and_lasts_as_long_as_the_offer(wu, lin):
    from guanjia.chapters.org.commands import open_link

    version = plans.offered_plan(wu, by=lin)
    made = commands.make_answer_link(actor=lin, version_id=version.pk, at=MONDAY_9)
    link = open_link(token=made.path.split("/")[2], at=MONDAY_9)
    assert (link.purpose, link.subject_id) == ("offer", version.pk)
    assert link.phone.endswith(wu.contacts.get().phone)
    assert link.expires_at == version.answer_by


def test_a_dispatcher_writes_no_plans(wu, branch):
    dispatcher = staff("dispatcher", branch)
    before = ledger_size()
    with pytest.raises(NotAllowed):
        commands.draft_plan(
            actor=dispatcher, household_id=wu.pk, home_id=homes.home_of(wu).pk, at=MONDAY_9
        )
    assert not PlanVersion.objects.exists()
    assert ledger_size() == before
