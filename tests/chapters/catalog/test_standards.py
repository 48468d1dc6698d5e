"""Standards are versioned, and a version in force never changes."""

import pytest
from django.db import DatabaseError, transaction

from guanjia.chapters.catalog import commands, queries
from guanjia.chapters.catalog.models import ServiceType, Sop, SopStep
from guanjia.chapters.catalog.rules import Details, Step
from guanjia.kernel.errors import Conflict, IllegalMove, Invalid, NotAllowed
from tests.world.company import FOUNDER, MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db

TWO_STEPS = (
    Step(code="C1", text="到达", acceptance="准时"),
    Step(code="C7", text="关门关窗", acceptance="四项确认", is_critical=True),
)


@pytest.fixture
def cleaning() -> ServiceType:
    return ServiceType.objects.get(code="CLN-D")


def draft(service: ServiceType, *, actor=FOUNDER, steps=TWO_STEPS) -> Sop:
    return commands.draft_sop(actor=actor, service_id=service.pk, steps=steps, at=MONDAY_9)


def test_a_step_that_wants_a_reading_wants_one_and_says_between_which_limits(cleaning):
    wanting = SopStep.objects.filter(evidence="value")

    assert {one.code for one in wanting} >= {"E2", "E10", "M4", "M5"}
    for step in wanting:
        assert "或" not in step.text, step
        assert step.unit, step
        assert None not in (step.lowest, step.highest), step


def test_publishing_a_draft_retires_the_version_before_it(cleaning):
    """Requirement 1.1: standards are versioned; one version is in force."""
    first = queries.sop_in_force(cleaning.pk)
    second = draft(cleaning)

    commands.publish_sop(actor=FOUNDER, sop_id=second.pk, at=MONDAY_9)

    first.refresh_from_db()
    assert first.status == "retired"
    assert queries.sop_in_force(cleaning.pk) == second
    assert [line.code for line in queries.checklist(second.pk)] == ["C1", "C7"]


def test_a_visit_can_still_read_the_version_it_was_planned_with(cleaning):
    """Requirement 1.1: a visit keeps the version it was planned with."""
    first = queries.sop_in_force(cleaning.pk)
    before = queries.checklist(first.pk)

    commands.publish_sop(actor=FOUNDER, sop_id=draft(cleaning).pk, at=MONDAY_9)

    assert queries.checklist(first.pk) == before


TOUCHES = {
    "insert": lambda sop: SopStep.objects.create(sop=sop, position=99, code="X", text="x"),
    "update": lambda sop: SopStep.objects.filter(sop=sop).update(text="x"),
    "delete": lambda sop: SopStep.objects.filter(sop=sop).delete(),
}


@pytest.mark.parametrize("act", TOUCHES)
def test_the_database_refuses_to_touch_lines_in_force(cleaning, act):
    """Requirement 1.1: no import and no hand on the database changes a standard in force."""
    sop = queries.sop_in_force(cleaning.pk)
    before = queries.checklist(sop.pk)

    with (
        pytest.raises(DatabaseError, match="standards_in_force_never_change"),
        transaction.atomic(),
    ):
        TOUCHES[act](sop)

    assert queries.checklist(sop.pk) == before


def test_drafting_again_rewrites_the_same_draft(cleaning):
    first = draft(cleaning)
    second = draft(cleaning, steps=TWO_STEPS[:1])

    assert first == second
    assert [line.code for line in queries.checklist(second.pk)] == ["C1"]


def test_a_standard_in_force_cannot_be_published_again(cleaning):
    sop = queries.sop_in_force(cleaning.pk)
    before = ledger_size()

    with pytest.raises(IllegalMove):
        commands.publish_sop(actor=FOUNDER, sop_id=sop.pk, at=MONDAY_9)

    sop.refresh_from_db()
    assert (sop.status, ledger_size()) == ("in_force", before)


def test_the_only_standard_of_an_offered_service_is_not_retired(cleaning):
    sop = queries.sop_in_force(cleaning.pk)
    before = ledger_size()

    with pytest.raises(Conflict, match="is on offer"):
        commands.retire_sop(actor=FOUNDER, sop_id=sop.pk, at=MONDAY_9)

    sop.refresh_from_db()
    assert (sop.status, ledger_size()) == ("in_force", before)


def test_a_service_off_offer_may_lose_its_standard(cleaning):
    details = queries.requirements([cleaning.pk])[cleaning.pk]
    commands.change_service(
        actor=FOUNDER,
        service_id=cleaning.pk,
        version=cleaning.version,
        details=details_of(details, is_offered=False),
        at=MONDAY_9,
    )

    sop = queries.sop_in_force(cleaning.pk)
    commands.retire_sop(actor=FOUNDER, sop_id=sop.pk, at=MONDAY_9)

    assert queries.sop_in_force(cleaning.pk) is None


def test_a_standard_without_steps_is_refused(cleaning):
    before = ledger_size()

    with pytest.raises(Invalid, match="at least one step"):
        draft(cleaning, steps=())

    assert ledger_size() == before
    assert not Sop.objects.filter(status="draft").exists()


def test_a_consultant_reads_standards_and_writes_none(cleaning):
    consultant = staff("consultant", open_branch())
    before = ledger_size()

    with pytest.raises(NotAllowed, match="Only a branch manager"):
        draft(cleaning, actor=consultant)

    assert ledger_size() == before
    assert queries.service_card(actor=consultant, service_id=cleaning.pk).shown


def details_of(service, **changes):
    names = Details.__dataclass_fields__
    return Details(**{name: getattr(service, name) for name in names} | changes)
