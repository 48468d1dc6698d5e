"""An assessment is begun with consent, saved as one goes, and adds up when it is finished."""

from datetime import timedelta

import pytest
from django.db import connection

from guanjia.chapters.assessment import commands, queries
from guanjia.chapters.assessment.models import Answer, Appointment, Assessment
from guanjia.chapters.dossier.models import Household
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed
from guanjia.ledger.queries import facts_of_case
from tests.world import homes
from tests.world.company import MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin, audience="older")


@pytest.fixture
def begun(wu, lin):
    return commands.start_assessment(
        actor=lin, household_id=wu.pk, form="older_people", at=MONDAY_9
    )


def save(assessment, actor, **answers):
    return commands.save_answers(
        actor=actor, assessment_id=assessment.pk, answers=answers, at=MONDAY_9
    )


def test_answers_are_kept_encrypted_as_one_goes(begun, lin):
    """Requirement 8.4: what tells of health is encrypted."""
    save(begun, lin, illnesses="stroke", medicines="3")
    save(begun, lin, medicines="4")
    assert queries.answers_of(begun) == {"illnesses": "stroke", "medicines": "4"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM assessment_answer")
        assert all("stroke" not in value for (value,) in cursor.fetchall())


def test_an_answer_can_be_taken_back(begun, lin):
    save(begun, lin, medicines="4")
    save(begun, lin, medicines="")
    assert queries.answers_of(begun) == {}


def test_one_wrong_answer_keeps_none_of_the_batch(begun, lin):
    with pytest.raises(Invalid) as refusal:
        save(begun, lin, medicines="4", adl_eating="always")
    assert refusal.value.field == "adl_eating"
    assert not Answer.objects.exists()


def test_beginning_twice_goes_on_with_the_same(begun, wu, lin):
    again = commands.start_assessment(
        actor=lin, household_id=wu.pk, form="older_people", at=MONDAY_9
    )
    assert again == begun


def test_finishing_keeps_the_scales_and_says_what_was_left_open(wu, lin):
    """Requirement 3.1: scored scales; gaps shown."""
    done = homes.assessed(wu, by=lin)
    assert done.scores["adl"] == {"points": 80, "band": "light"}
    assert done.scores["memory"] == {"points": None, "band": None}
    fact = facts_of_case(wu.case)[0]
    assert fact.kind == "assessment.finished"
    assert fact.payload["missing"] > 0
    assert queries.finished_assessment(wu.pk) == done.pk


def test_what_is_needed_and_open_keeps_it_from_finishing(begun, lin):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        commands.finish_assessment(actor=lin, assessment_id=begun.pk, at=MONDAY_9)
    assert refusal.value.field == "lives_with"
    begun.refresh_from_db()
    assert begun.status == "draft"
    assert ledger_size() == before


def test_a_finished_assessment_is_opened_before_it_is_corrected(wu, lin):
    done = homes.assessed(wu, by=lin)
    with pytest.raises(Conflict, match="is finished"):
        save(done, lin, medicines="9")
    commands.reopen_assessment(actor=lin, assessment_id=done.pk, at=MONDAY_9)
    save(done, lin, medicines="9")
    assert queries.answers_of(done)["medicines"] == "9"


def test_finishing_twice_is_refused(wu, lin):
    done = homes.assessed(wu, by=lin)
    with pytest.raises(IllegalMove):
        commands.finish_assessment(actor=lin, assessment_id=done.pk, at=MONDAY_9)


def test_without_consent_to_health_nothing_is_begun(branch, lin):
    household = homes.open_household(branch, consents=("service",), by=lin)
    before = ledger_size()
    with pytest.raises(Conflict, match="health"):
        commands.start_assessment(
            actor=lin, household_id=household.pk, form="older_people", at=MONDAY_9
        )
    assert not Assessment.objects.exists()
    assert ledger_size() == before


def test_a_form_that_does_not_exist_is_refused(wu, lin):
    with pytest.raises(Invalid):
        commands.start_assessment(actor=lin, household_id=wu.pk, form="cats", at=MONDAY_9)


@pytest.mark.parametrize("role", ["dispatcher", "inspector", "finance", "recruiter"])
def test_health_is_not_for_every_desk(begun, branch, role):
    """Requirement 8.3: each role sees what it needs and no more."""
    with pytest.raises(Assessment.DoesNotExist):
        queries.assessment_result(staff(role, branch), begun.pk, language="en")


def test_an_inspector_assesses_nobody(wu, branch):
    with pytest.raises(NotAllowed):
        commands.start_assessment(
            actor=staff("inspector", branch),
            household_id=wu.pk,
            form="older_people",
            at=MONDAY_9,
        )
    assert not Assessment.objects.exists()


def test_another_branch_assesses_nobody_here(wu):
    elsewhere = homes.consultant_of(open_branch())
    with pytest.raises(Household.DoesNotExist):
        commands.start_assessment(
            actor=elsewhere, household_id=wu.pk, form="older_people", at=MONDAY_9
        )


def test_coming_keeps_the_appointment(wu, lin):
    promised = commands.promise_appointment(
        actor=lin,
        household_id=wu.pk,
        home_id=homes.home_of(wu).pk,
        starts_at=MONDAY_9 + timedelta(days=3),
        at=MONDAY_9,
    )
    assert [one.id for one in queries.appointments_of(lin, wu.pk)] == [promised.pk]
    commands.start_assessment(
        actor=lin,
        household_id=wu.pk,
        form="older_people",
        at=MONDAY_9 + timedelta(days=3, minutes=5),
    )
    promised.refresh_from_db()
    assert promised.status == "kept"


def test_a_time_that_has_passed_is_not_promised(wu, lin):
    before = ledger_size()
    with pytest.raises(Invalid):
        commands.promise_appointment(
            actor=lin,
            household_id=wu.pk,
            home_id=homes.home_of(wu).pk,
            starts_at=MONDAY_9,
            at=MONDAY_9,
        )
    assert not Appointment.objects.exists()
    assert ledger_size() == before


def test_needs_carry_hours_days_budget_and_tools(wu, lin):
    """Requirement 3.2: what the home has is part of what a plan begins from."""
    done = homes.assessed(wu, by=lin, answers={"budget": "4000", "best_days": "d1,d3"})
    needs = queries.needs_of(lin, done.pk, language="zh-hans")
    assert (needs.not_before, needs.budget_fen, needs.has_tools) == (540, 400_000, True)
    assert needs.best_days == {1, 3}
    assert needs.goal == homes.FRAIL["goal"]


def test_a_step_takes_as_many_queries_as_promised(begun, lin, django_assert_num_queries):
    with django_assert_num_queries(7):
        queries.assessment_sheet(lin, begun.pk, "adl", language="en")
    with django_assert_num_queries(8):
        queries.assessment_sheet(lin, begun.pk, "home", language="en")
