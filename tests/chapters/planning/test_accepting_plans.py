"""A household answers an offer."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import Approval, Commitment, PlanVersion
from guanjia.chapters.planning.queries import promised_lines
from guanjia.kernel.clock import moment
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, Stale
from guanjia.ledger.queries import facts_about
from guanjia.vault.files import opened
from guanjia.vault.intake import Prepared
from tests.world import homes, plans, uploads
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
    return homes.open_household(branch, by=lin)


@pytest.fixture
def mrs_wu(wu, lin):
    return homes.client_actor(wu)


@pytest.fixture
def offer(wu, lin):
    return plans.offered_plan(wu, by=lin)


def accept(version, *, actor, number=None, at=MONDAY_9, **more):
    return commands.accept_plan(
        actor=actor,
        version_id=version.pk,
        number=number or version.number,
        signed_name=more.pop("signed_name", "吴敏"),
        at=at,
        **more,
    )


def nothing_was_signed(version, before):
    version.refresh_from_db()
    assert version.status == "offered"
    assert not Approval.objects.exists()
    assert not Commitment.objects.exists()
    assert ledger_size() == before


def test_an_offer_is_answered_before_it_would_begin(offer):
    """Requirement 3.3: the offer runs out with the day before the first service, at the latest."""
    assert offer.answer_by == moment(offer.starts_on, 0, "Asia/Shanghai")


def test_the_decider_signs_and_the_plan_is_a_promise(offer, mrs_wu):
    """Requirement 3.3: approved by the client on a phone."""
    picture = Prepared(uploads.picture("PNG"), "image/png")
    accept(offer, actor=mrs_wu, signature=picture)

    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert offer.approval.signed_name == "吴敏"
    assert opened(offer.approval.signature_file_id).media_type.startswith("image/")
    assert [row.service.code for row in offer.commitments.all()] == ["CLN-D"]
    newest = facts_about("planversion", offer.pk)[0]
    assert newest.kind == "plan.accepted"
    assert newest.payload["monthly_fee_fen"] == offer.monthly_fee_fen > 0


def test_a_relative_may_read_but_not_sign(offer, wu, lin):
    son = homes.relative_actor(wu, by=lin)
    before = ledger_size()
    with pytest.raises(NotAllowed, match="Only the person who decides"):
        accept(offer, actor=son)
    nothing_was_signed(offer, before)


def test_the_consultant_cannot_sign_for_the_household(offer, lin):
    before = ledger_size()
    with pytest.raises(NotAllowed, match="Only the household"):
        accept(offer, actor=lin)
    nothing_was_signed(offer, before)


def test_for_another_household_the_offer_does_not_exist(offer, branch, lin):
    other = homes.client_actor(homes.open_household(branch, name="李家", by=lin))
    before = ledger_size()
    with pytest.raises(PlanVersion.DoesNotExist):
        accept(offer, actor=other)
    nothing_was_signed(offer, before)


def test_the_household_does_not_see_drafts(wu, lin, mrs_wu):
    version = plans.draft(wu, by=lin)
    with pytest.raises(PlanVersion.DoesNotExist):
        accept(version, actor=mrs_wu)


def test_an_answer_without_a_name_is_no_signature(offer, mrs_wu):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        accept(offer, actor=mrs_wu, signed_name=" ")
    assert refusal.value.field == "signed_name"
    nothing_was_signed(offer, before)


def test_an_answer_to_another_number_is_refused(offer, mrs_wu):
    before = ledger_size()
    with pytest.raises(Stale, match="Nothing was signed"):
        accept(offer, actor=mrs_wu, number=7)
    nothing_was_signed(offer, before)


def test_an_answer_to_an_outdated_version_is_refused(offer, lin, mrs_wu):
    newer = commands.revise_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
    commands.offer_plan(actor=lin, version_id=newer.pk, at=MONDAY_9)
    before = ledger_size()

    with pytest.raises(Stale, match="has changed since you read it"):
        accept(offer, actor=mrs_wu)

    nothing_was_signed(newer, before)
    offer.refresh_from_db()
    assert offer.status == "withdrawn"


def test_an_offer_that_has_run_out_cannot_be_signed(offer, mrs_wu):
    before = ledger_size()
    with pytest.raises(Conflict, match="run out"):
        accept(offer, actor=mrs_wu, at=MONDAY_9 + timedelta(days=8))
    nothing_was_signed(offer, before)


def test_signing_twice_is_signing_once(offer, mrs_wu):
    accept(offer, actor=mrs_wu)
    before = ledger_size()
    assert accept(offer, actor=mrs_wu).status == "accepted"
    assert ledger_size() == before
    assert Approval.objects.count() == 1


def test_a_new_accepted_version_supersedes_the_former_from_its_first_day(offer, lin, mrs_wu):
    accept(offer, actor=mrs_wu)
    newer = commands.revise_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
    commands.set_terms(actor=lin, version_id=newer.pk, starts_on=date(2026, 12, 14), at=MONDAY_9)
    commands.offer_plan(actor=lin, version_id=newer.pk, at=MONDAY_9)

    accept(newer, actor=mrs_wu)

    offer.refresh_from_db()
    assert (offer.status, offer.stops_on) == ("superseded", date(2026, 12, 14))
    assert promised_lines(offer.pk).until == date(2026, 12, 14)
    held = Commitment.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(held) == [
        (plans.NEXT_MONDAY, date(2026, 12, 14)),
        (date(2026, 12, 14), None),
    ]


def test_two_plans_cannot_promise_one_home_the_same_service(offer, wu, lin, mrs_wu):
    accept(offer, actor=mrs_wu)
    second = plans.offered_plan(wu, by=lin, starts_on=date(2027, 1, 4))
    before = ledger_size()

    with pytest.raises(Conflict, match="Another plan already promises"):
        accept(second, actor=mrs_wu)

    second.refresh_from_db()
    assert second.status == "offered"
    assert ledger_size() == before


def test_the_database_itself_refuses_overlapping_commitments(offer, mrs_wu, wu, lin):
    accept(offer, actor=mrs_wu)
    held = Commitment.objects.get()
    other = plans.draft(wu, by=lin)
    with (
        pytest.raises(IntegrityError, match="home_is_promised_a_service_once"),
        transaction.atomic(),
    ):
        Commitment.objects.create(
            version=other,
            home_id=held.home_id,
            service_id=held.service_id,
            starts_on=date(2027, 3, 1),
        )


def test_another_service_of_the_same_home_may_be_a_second_plan(offer, wu, lin, mrs_wu):
    accept(offer, actor=mrs_wu)
    cooking = plans.offered_plan(wu, by=lin, service="COOK")
    accept(cooking, actor=mrs_wu)
    assert Commitment.objects.count() == 2


def test_a_household_asks_for_a_change_and_the_offer_stands(offer, mrs_wu, lin):
    """Requirement 2.5: a wish gets a receipt."""
    wish = commands.ask_for_change(
        actor=mrs_wu, version_id=offer.pk, number=1, words="周二改成周三", at=MONDAY_9
    )
    offer.refresh_from_db()
    assert (wish.words, offer.status) == ("周二改成周三", "offered")
    assert facts_about("planversion", offer.pk)[0].payload["wish_id"] == wish.pk


def test_a_declined_offer_cannot_be_accepted(offer, mrs_wu):
    commands.decline_plan(actor=mrs_wu, version_id=offer.pk, number=1, at=MONDAY_9)
    before = ledger_size()
    with pytest.raises(IllegalMove):
        accept(offer, actor=mrs_wu)
    assert ledger_size() == before
    assert not Commitment.objects.exists()


def test_ending_a_plan_frees_the_home(offer, wu, lin, mrs_wu):
    accept(offer, actor=mrs_wu)
    commands.end_plan(actor=lin, version_id=offer.pk, stops_on=date(2026, 12, 31), at=MONDAY_9)
    offer.refresh_from_db()
    assert (offer.status, offer.stops_on) == ("ended", date(2026, 12, 31))
    second = plans.offered_plan(wu, by=lin, starts_on=date(2027, 1, 4))
    assert accept(second, actor=mrs_wu).status == "accepted"


def test_an_inspector_reads_plans_and_writes_none(offer, branch):
    inspector = staff("inspector", branch, name="质检 赵岩")
    before = ledger_size()
    with pytest.raises(NotAllowed):
        commands.revise_plan(actor=inspector, version_id=offer.pk, at=MONDAY_9)
    assert ledger_size() == before
