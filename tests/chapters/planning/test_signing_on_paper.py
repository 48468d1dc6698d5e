"""A household signs on paper: one person brings it in, another compares it with the offer."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from guanjia.chapters.org.models import User
from guanjia.chapters.planning import commands, queries
from guanjia.chapters.planning.models import Approval, Commitment, PaperSignature, PlanVersion
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed, Stale
from guanjia.ledger.queries import facts_about
from guanjia.vault.models import AccessRecord
from tests.world import company, homes, papers, plans
from tests.world.company import HANDOFFS, MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def lin(branch):
    return homes.consultant_of(branch)


@pytest.fixture
def lu(branch):
    return staff("manager", branch, name="店长 陆远")


@pytest.fixture
def wu(branch, lin):
    return homes.open_household(branch, by=lin)


@pytest.fixture
def offer(wu, lin):
    return plans.offered_plan(wu, by=lin)


@pytest.fixture
def paper(offer, lin):
    return papers.brought(offer, by=lin)


def confirm(paper, *, actor, number=None, at=MONDAY_9):
    return commands.confirm_paper(
        actor=actor, paper_id=paper.pk, number=number or paper.version.number, at=at
    )


def nothing_was_agreed(version, before):
    version.refresh_from_db()
    assert version.status != "accepted"
    assert not Approval.objects.exists()
    assert not Commitment.objects.exists()
    assert ledger_size() == before


def test_a_paper_confirmed_by_a_second_person_is_a_promise(offer, paper, lin, lu):
    """Requirement 3.3: a client without a phone signs on paper."""
    offer.refresh_from_db()
    assert offer.status == "offered", "one person's word is no signature"

    confirm(paper, actor=lu)

    offer.refresh_from_db()
    assert offer.status == "accepted"
    assert [row.service.code for row in offer.commitments.all()] == ["CLN-D"]
    signed = offer.approval
    assert (signed.user, signed.paper, signed.signed_name) == (None, paper, "吴敏")
    paper.refresh_from_db()
    assert (paper.status, paper.brought_by_id, paper.checked_by_id) == (
        "confirmed",
        lin.user_id,
        lu.user_id,
    )


def test_who_brought_and_who_confirmed_is_on_record(offer, paper, lin, lu, wu):
    confirm(paper, actor=lu)

    told = {fact.kind: fact for fact in facts_about("planversion", offer.pk)}
    assert told["plan.paper_brought"].actor_id == lin.user_id
    assert told["plan.paper_confirmed"].actor_id == lu.user_id
    assert told["plan.accepted"].actor_id == lu.user_id
    shown = queries.plan_record(lin, offer.pk, today=papers.TODAY, language="zh-hans").signed
    assert (shown.brought_by, shown.confirmed_by) == (lin.name, lu.name)
    assert shown.on_paper == papers.TODAY


def test_whoever_brought_it_cannot_confirm_it(offer, paper, lin, branch):
    also_manager = company.also(lin, "manager", branch)
    before = ledger_size()
    for actor in (lin, also_manager):
        with pytest.raises(NotAllowed, match="Somebody else has to compare it"):
            confirm(paper, actor=actor)
    nothing_was_agreed(offer, before)


def test_the_database_itself_wants_a_second_person(paper):
    with (
        pytest.raises(IntegrityError, match="paper_is_checked_by_a_second_person"),
        transaction.atomic(),
    ):
        PaperSignature.objects.filter(pk=paper.pk).update(checked_by=paper.brought_by_id)


def test_the_database_knows_no_approval_without_a_person_or_a_paper(offer):
    with (
        pytest.raises(IntegrityError, match="approval_is_given_by_a_person_or_on_paper"),
        transaction.atomic(),
    ):
        Approval.objects.create(version=offer, signed_name="吴敏", signed_at=MONDAY_9)


@pytest.mark.parametrize("role", ["inspector", "care", "dispatcher", "finance", "recruiter"])
def test_who_writes_no_plans_neither_brings_nor_confirms(offer, paper, branch, role):
    other = staff(role, branch)
    before = ledger_size()
    with pytest.raises((NotAllowed, PaperSignature.DoesNotExist)):
        confirm(paper, actor=other)
    with pytest.raises((NotAllowed, PlanVersion.DoesNotExist)):
        papers.brought(offer, by=other)
    nothing_was_agreed(offer, before)


@pytest.mark.parametrize("role", ["owner", "head_office"])
def test_the_owner_and_head_office_may_confirm(paper, role):
    assert confirm(paper, actor=staff(role)).status == "accepted"


def test_for_another_branch_the_paper_does_not_exist(offer, paper):
    stranger = staff("manager", open_branch())
    before = ledger_size()
    with pytest.raises(PaperSignature.DoesNotExist):
        confirm(paper, actor=stranger)
    with pytest.raises(PaperSignature.DoesNotExist):
        commands.open_scan(actor=stranger, paper_id=paper.pk, at=MONDAY_9)
    nothing_was_agreed(offer, before)


def test_a_program_of_the_house_brings_and_confirms_nothing(offer, paper):
    before = ledger_size()
    with pytest.raises(NotAllowed):
        confirm(paper, actor=HANDOFFS)
    with pytest.raises(NotAllowed):
        papers.brought(offer, by=HANDOFFS)
    nothing_was_agreed(offer, before)


def test_a_colleague_who_belongs_to_the_household_is_no_witness(offer, paper, wu, lu, lin):
    number = User.objects.get(id=lu.user_id).phone
    contact = homes.commands.add_contact(
        actor=lin, household_id=wu.pk, name="陆远", phone=number, at=MONDAY_9
    )
    at_home = homes.signed_in(contact)
    assert wu.pk in at_home.homes
    before = ledger_size()
    with pytest.raises(NotAllowed, match="does not belong to the household"):
        confirm(paper, actor=at_home)
    nothing_was_agreed(offer, before)


def test_a_paper_of_another_version_is_not_confirmed(offer, paper, lu):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        confirm(paper, actor=lu, number=7)
    assert refusal.value.field == "number"
    nothing_was_agreed(offer, before)


def test_confirming_twice_is_confirming_once(offer, paper, lu):
    confirm(paper, actor=lu)
    before = ledger_size()
    assert confirm(paper, actor=lu).status == "accepted"
    assert ledger_size() == before


def test_of_two_who_confirm_at_once_the_second_is_told(offer, paper, lu, branch, monkeypatch):
    """Whoever read the paper while it waited and comes too late changes nothing."""
    from guanjia.chapters.planning.commands import papers as room

    read = room._paper(lu, paper.pk)
    confirm(paper, actor=staff("manager", branch, name="店长 白薇"))
    monkeypatch.setattr(room, "_paper", lambda *_given: read)
    before = ledger_size()

    with pytest.raises((Stale, Conflict)):
        confirm(paper, actor=lu)

    assert Approval.objects.count() == 1
    assert ledger_size() == before


def test_a_refused_paper_says_why_and_another_may_be_brought(offer, paper, lin, lu):
    before_offer = offer.status
    commands.refuse_paper(actor=lu, paper_id=paper.pk, reason="签名不是吴女士本人的", at=MONDAY_9)

    offer.refresh_from_db()
    assert offer.status == before_offer
    seen = queries.signed_papers(lin, offer.pk, at=MONDAY_9)
    assert (seen.rows[0].reason, seen.rows[0].checked_by) == ("签名不是吴女士本人的", lu.name)
    assert seen.may_bring
    with pytest.raises(IllegalMove):
        confirm(paper, actor=lu)
    assert papers.brought(offer, by=lin).status == "waiting"


def test_a_refusal_without_a_reason_is_none(paper, lu):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        commands.refuse_paper(actor=lu, paper_id=paper.pk, reason="  ", at=MONDAY_9)
    assert refusal.value.field == "reason"
    paper.refresh_from_db()
    assert (paper.status, ledger_size()) == ("waiting", before)


def test_whoever_brought_it_may_take_it_back_and_nobody_else(offer, paper, lin, lu):
    before = ledger_size()
    with pytest.raises(NotAllowed):
        commands.take_back_paper(actor=lu, paper_id=paper.pk, at=MONDAY_9)
    assert ledger_size() == before

    commands.take_back_paper(actor=lin, paper_id=paper.pk, at=MONDAY_9)

    with pytest.raises(IllegalMove):
        confirm(paper, actor=lu)
    assert papers.brought(offer, by=lin).status == "waiting"


def test_one_paper_waits_at_a_time(offer, paper, lin):
    before = ledger_size()
    with pytest.raises(Conflict, match="waits already"):
        papers.brought(offer, by=lin)
    assert (PaperSignature.objects.count(), ledger_size()) == (1, before)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"signed_name": " "}, "signed_name"),
        ({"signed_on": papers.TODAY + timedelta(days=1)}, "signed_on"),
        ({"signed_on": papers.TODAY - timedelta(days=1)}, "signed_on"),
    ],
)
def test_a_paper_that_cannot_be_right_is_refused_in_place(offer, lin, given, field):
    before = ledger_size()
    with pytest.raises(Invalid) as refusal:
        papers.brought(offer, by=lin, **given)
    assert refusal.value.field == field
    assert not PaperSignature.objects.exists()
    assert ledger_size() == before


def test_only_what_is_on_offer_can_be_signed_on_paper(wu, lin):
    draft = plans.draft(wu, by=lin)
    before = ledger_size()
    with pytest.raises(Conflict, match="no longer on offer"):
        papers.brought(draft, by=lin)
    assert not PaperSignature.objects.exists()
    assert ledger_size() == before


def test_a_paper_is_worth_nothing_once_the_offer_has_run_out(offer, paper, lin, lu):
    before = ledger_size()
    late = MONDAY_9 + timedelta(days=8)
    with pytest.raises(Conflict, match="run out"):
        confirm(paper, actor=lu, at=late)
    nothing_was_agreed(offer, before)
    assert not queries.signed_papers(lin, offer.pk, at=late).may_bring


@pytest.mark.parametrize("ending", ["withdrawn", "replaced", "declined", "signed by phone"])
def test_a_paper_lapses_with_the_offer(offer, paper, wu, lin, lu, ending):
    if ending == "withdrawn":
        commands.withdraw_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
    elif ending == "replaced":
        newer = commands.revise_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
        commands.offer_plan(actor=lin, version_id=newer.pk, at=MONDAY_9)
    elif ending == "declined":
        commands.decline_plan(
            actor=homes.client_actor(wu), version_id=offer.pk, number=1, at=MONDAY_9
        )
    else:
        commands.accept_plan(
            actor=homes.client_actor(wu),
            version_id=offer.pk,
            number=1,
            signed_name="吴敏",
            at=MONDAY_9,
        )
    paper.refresh_from_db()
    assert paper.status == "lapsed"
    approvals, before = Approval.objects.count(), ledger_size()

    with pytest.raises(IllegalMove):
        confirm(paper, actor=lu)

    assert (Approval.objects.count(), ledger_size()) == (approvals, before)


def test_a_paper_supersedes_what_was_agreed_before(offer, wu, lin, lu):
    confirm(papers.brought(offer, by=lin), actor=lu)
    newer = commands.revise_plan(actor=lin, version_id=offer.pk, at=MONDAY_9)
    commands.set_terms(actor=lin, version_id=newer.pk, starts_on=date(2026, 12, 14), at=MONDAY_9)
    commands.offer_plan(actor=lin, version_id=newer.pk, at=MONDAY_9)
    newer.refresh_from_db()

    confirm(papers.brought(newer, by=lin), actor=lu)

    offer.refresh_from_db()
    assert (offer.status, offer.stops_on) == ("superseded", date(2026, 12, 14))


def test_a_paper_that_another_plan_contradicts_is_not_confirmed(offer, wu, lin, lu):
    confirm(papers.brought(offer, by=lin), actor=lu)
    second = plans.offered_plan(wu, by=lin, starts_on=date(2027, 1, 4))
    paper = papers.brought(second, by=lin)
    before = ledger_size()

    with pytest.raises(Conflict, match="Another plan already promises"):
        confirm(paper, actor=lu)

    paper.refresh_from_db()
    second.refresh_from_db()
    assert (paper.status, second.status, ledger_size()) == ("waiting", "offered", before)


def test_in_a_shop_of_one_nobody_is_named_and_later_the_owner_is(offer, lin):
    assert queries.signed_papers(lin, offer.pk, at=MONDAY_9).checkers == ()
    papers.brought(offer, by=lin)
    owner = staff("owner", name="老板 沈岚")
    assert queries.signed_papers(lin, offer.pk, at=MONDAY_9).checkers == (owner.name,)


def test_whoever_looks_at_a_scan_is_recorded(paper, lu):
    file = commands.open_scan(actor=lu, paper_id=paper.pk, at=MONDAY_9)
    assert file.media_type.startswith("image/")
    look = AccessRecord.objects.get(noun="papersignature", object_id=paper.pk)
    assert (look.user_id, look.field) == (lu.user_id, "file")


def test_papers_take_a_few_queries(offer, paper, lin, lu, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.signed_papers(lin, offer.pk, at=MONDAY_9)
    with django_assert_num_queries(3):
        queries.paper_to_check(lu, paper.pk, at=MONDAY_9)
    confirm(paper, actor=lu)
    with django_assert_num_queries(8):
        queries.plan_record(lin, offer.pk, today=papers.TODAY, language="zh-hans")
