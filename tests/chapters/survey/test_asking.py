"""A household is asked now and then, answers once, and is called if it was not content."""

from datetime import timedelta

import pytest

from guanjia.chapters.org.commands import open_link
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.relations.models import Callback
from guanjia.chapters.survey import commands, queries
from guanjia.chapters.survey.models import Answer, Invitation
from guanjia.flow.delivery import deliver
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, Stale
from guanjia.ledger.models import Event
from guanjia.outbound.commands import send_due
from guanjia.outbound.messages import Memory, carried_by
from guanjia.outbound.models import Notice
from tests.world import company, homes, rosters, work
from tests.world.company import HANDOFFS, MONDAY_9, ledger_size, open_branch

pytestmark = pytest.mark.django_db
CONTENT = {"V1": "5", "V2": "on_time", "V3": "none"}


@pytest.fixture
def household():
    household = rosters.served_household(open_branch(), consents=("service", "health", "messages"))
    homes.client_actor(household)
    return household


def answer(invitation, given, *, at=MONDAY_9):
    client = homes.client_actor(invitation.household)
    return commands.answer(actor=client, invitation_id=invitation.pk, given=given, at=at)


def test_three_answers_are_kept_and_the_ledger_knows_how_content(household):
    """Requirement 4.6: questionnaires by link."""
    invitation = work.asked(household, at=MONDAY_9)

    answer(invitation, CONTENT)

    assert Answer.objects.count() == 3
    event = Event.objects.get(kind="survey.answered")
    assert (event.payload["overall"], event.payload["is_low"]) == (5, False)
    said = queries.answers_of(actor=homes.client_actor(household), invitation_ids=[invitation.pk])
    assert said[invitation.pk][0].answer == "5 / 5"


@pytest.mark.parametrize(
    "given, field",
    [
        ({"V2": "on_time", "V3": "none"}, "V1"),
        (CONTENT | {"V1": "6"}, "V1"),
        (CONTENT | {"V1": "٣"}, "V1"),
        (CONTENT | {"V2": "perhaps"}, "V2"),
        (CONTENT | {"V3": ""}, "V3"),
    ],
)
def test_an_answer_that_is_none_is_named_and_nothing_is_kept(household, given, field):
    invitation = work.asked(household, at=MONDAY_9)
    client = homes.client_actor(household)
    before = ledger_size()

    with pytest.raises(Invalid) as refusal:
        commands.answer(actor=client, invitation_id=invitation.pk, given=given, at=MONDAY_9)

    assert refusal.value.field == field
    assert not Answer.objects.exists()
    assert ledger_size() == before


def test_an_invitation_is_answered_once(household):
    invitation = work.asked(household, at=MONDAY_9)
    answer(invitation, CONTENT)

    with pytest.raises(IllegalMove):
        answer(invitation, CONTENT | {"V1": "1"})

    assert Invitation.objects.get().overall == 5


def test_after_a_week_it_is_too_late_and_the_night_closes_it(household):
    invitation = work.asked(household, at=MONDAY_9)
    later = MONDAY_9 + timedelta(days=7)

    with pytest.raises(Conflict):
        answer(invitation, CONTENT, at=later)
    assert commands.expire_invitations(actor=HANDOFFS, at=later) == 1
    assert commands.expire_invitations(actor=HANDOFFS, at=later) == 0
    assert not Answer.objects.exists()


def test_staff_cannot_answer_for_the_household(household):
    invitation = work.asked(household, at=MONDAY_9)
    manager = company.staff("manager", household.branch)

    with pytest.raises(NotAllowed):
        commands.answer(actor=manager, invitation_id=invitation.pk, given=CONTENT, at=MONDAY_9)

    assert not Answer.objects.exists()


def test_nobody_is_asked_again_within_three_days(household):
    assert work.asked(household, at=MONDAY_9)
    assert work.asked(household, at=MONDAY_9 + timedelta(days=2)) is None
    assert work.asked(household, at=MONDAY_9 + timedelta(days=3))


def test_a_low_answer_gives_somebody_a_call_to_make_by_a_time(household):
    """Requirement 4.6: a low answer opens a task with owner and clock."""
    invitation = work.asked(household, at=MONDAY_9)
    answer(invitation, CONTENT | {"V1": "2"})

    deliver(at=MONDAY_9)
    deliver(at=MONDAY_9)

    callback = Callback.objects.get()
    assert callback.owner_id == household.consultant_id
    assert callback.due_at == MONDAY_9 + timedelta(hours=24)
    assert callback.reason == "low_score"


def test_a_wish_to_redo_is_called_back_too(household):
    answer(work.asked(household, at=MONDAY_9), CONTENT | {"V3": "redo"})
    deliver(at=MONDAY_9)
    assert Callback.objects.count() == 1


def test_the_client_gets_one_link_outside_quiet_hours(household):
    late = MONDAY_9 + timedelta(hours=13)
    work.asked(household, at=late)

    deliver(at=late)
    deliver(at=late)

    notice = Notice.objects.get(kind="survey.sent")
    assert notice.link == "", "what lets somebody in is kept nowhere"
    assert notice.not_before == MONDAY_9 + timedelta(days=1)
    morning, carried = MONDAY_9 + timedelta(days=1), Memory()
    with carried_by(carried, "sms"):
        send_due(at=morning)
    (message,) = [one for one in carried.brought.values() if "/go/" in one.link]
    assert message.link.startswith("http://testserver/go/")
    link = open_link(token=message.link.split("/go/")[1].strip("/"), at=morning)
    assert link.purpose == "survey"


def test_a_question_that_was_answered_by_then_is_not_sent(household):
    late = MONDAY_9 + timedelta(hours=13)
    invitation = work.asked(household, at=late)
    deliver(at=late)
    answer(invitation, CONTENT, at=late)

    carried = Memory()
    with carried_by(carried, "sms"):
        send_due(at=MONDAY_9 + timedelta(days=1))

    assert not [one for one in carried.brought.values() if "/go/" in one.link]
    assert Notice.objects.get(kind="survey.sent").status == "cancelled"


class TestCallingBack:
    """What becomes of the task."""

    @pytest.fixture
    def callback(self, household):
        return relations.open_callback(
            actor=HANDOFFS, household_id=household.pk, reason="low_score", at=MONDAY_9
        )

    @pytest.fixture
    def care(self, household):
        return company.staff("care", household.branch, name="客服 沈洁")

    def test_it_ends_with_what_was_said(self, callback, care):
        relations.settle_callback(
            actor=care,
            callback_id=callback.pk,
            outcome="redo_agreed",
            words="周四返工",
            at=MONDAY_9,
        )

        event = Event.objects.get(kind="callback.settled")
        assert event.payload["outcome"] == "redo_agreed"
        assert event.payload["in_time"] is True
        assert "words" not in event.payload

    @pytest.mark.parametrize(
        "outcome, words, refusal",
        [("", "说了", Invalid), ("satisfied", " ", Invalid), ("not_reached", "", Conflict)],
    )
    def test_it_does_not_end_without_an_outcome_words_or_enough_tries(
        self, callback, care, outcome, words, refusal
    ):
        before = ledger_size()

        with pytest.raises(refusal):
            relations.settle_callback(
                actor=care, callback_id=callback.pk, outcome=outcome, words=words, at=MONDAY_9
            )

        assert Callback.objects.get().status == "due"
        assert ledger_size() == before

    def test_after_three_tries_not_reached_is_an_outcome(self, callback, care):
        for hour in range(3):
            relations.try_callback(
                actor=care, callback_id=callback.pk, at=MONDAY_9 + timedelta(hours=hour)
            )
        relations.settle_callback(
            actor=care, callback_id=callback.pk, outcome="not_reached", words="", at=MONDAY_9
        )
        assert Callback.objects.get().tries == 3

    def test_it_is_passed_on_to_somebody_who_cares_for_households_here(self, callback, care):
        passed = {"actor": care, "callback_id": callback.pk, "version": 1, "at": MONDAY_9}
        trainer = company.staff("trainer", callback.household.branch)
        with pytest.raises(Invalid):
            relations.pass_on_callback(**passed, owner_id=trainer.user_id)

        relations.pass_on_callback(**passed, owner_id=care.user_id)

        assert Callback.objects.get().owner_id == care.user_id
        with pytest.raises(Stale):
            relations.pass_on_callback(**passed, owner_id=care.user_id)

    def test_for_another_branch_it_does_not_exist(self, callback):
        stranger = company.staff("care", open_branch())
        with pytest.raises(Callback.DoesNotExist):
            relations.try_callback(actor=stranger, callback_id=callback.pk, at=MONDAY_9)
        assert Callback.objects.get().tries == 0
