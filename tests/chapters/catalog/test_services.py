"""The catalogue is brought in once, changed by those who decide, and read cheaply."""

from dataclasses import fields

import pytest

from guanjia.chapters.catalog import commands, queries
from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.catalog.rules import Details
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid, NotAllowed, Stale
from tests.world.company import FOUNDER, MONDAY_9, ledger_size, open_branch, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleaning() -> ServiceType:
    return ServiceType.objects.get(code="CLN-D")


def details_of(service: ServiceType, **changes) -> Details:
    values = {field.name: getattr(service, field.name) for field in fields(Details)}
    return Details(**values | changes)


def change(service, *, actor=FOUNDER, version=1, **changes):
    return commands.change_service(
        actor=actor,
        service_id=service.pk,
        version=version,
        details=details_of(service, **changes),
        at=MONDAY_9,
    )


def test_bringing_the_catalogue_in_twice_adds_nothing_twice(cleaning):
    """Requirement 1.1: an update of the house never touches the company's own prices."""
    change(cleaning, price_fen=5500)
    before = ledger_size()

    assert commands.seed_catalogue(actor=FOUNDER, at=MONDAY_9) == 0

    cleaning.refresh_from_db()
    assert (cleaning.price_fen, ServiceType.objects.count()) == (5500, 24)
    assert ledger_size() == before


def test_a_manager_of_the_only_shop_changes_a_price(cleaning):
    """Requirement 1.1: prices are the company's to decide."""
    manager = staff("manager", open_branch())
    changed = change(cleaning, actor=manager, price_fen=6000)
    assert (changed.price_fen, changed.version) == (6000, 2)


def test_a_change_to_an_outdated_version_is_refused(cleaning):
    change(cleaning, price_fen=5500)
    before = ledger_size()

    with pytest.raises(Stale):
        change(cleaning, version=1, price_fen=9900)

    cleaning.refresh_from_db()
    assert (cleaning.price_fen, ledger_size()) == (5500, before)


def test_a_dispatcher_changes_no_price(cleaning):
    dispatcher = staff("dispatcher", open_branch())
    before = ledger_size()
    with pytest.raises(NotAllowed, match="Only a branch manager"):
        change(cleaning, actor=dispatcher, price_fen=1)
    cleaning.refresh_from_db()
    assert (cleaning.price_fen, ledger_size()) == (5000, before)


def test_a_client_sees_only_what_is_on_offer(cleaning):
    client = Actor(user_id=None, homes={1: "decider"})
    change(cleaning, is_offered=False)
    seen = {one.code for one in queries.offered_services(client)}
    assert "CLN-D" not in seen
    assert len(seen) == 23
    with pytest.raises(ServiceType.DoesNotExist):
        queries.service_card(actor=client, service_id=cleaning.pk)


def test_requirements_are_replaced_as_a_whole(cleaning):
    """Requirement 1.1: required skills and certificates belong to the service."""
    skills = {one.code: one.id for one in queries.skill_choices()}
    commands.change_requirements(
        actor=FOUNDER,
        service_id=cleaning.pk,
        version=1,
        skills={skills["cooking"]: 2},
        certificates={},
        at=MONDAY_9,
    )
    asked = queries.requirements([cleaning.pk])[cleaning.pk]
    assert [(one.code, one.least_level) for one in asked.skills] == [("cooking", 2)]


def test_a_level_that_does_not_exist_is_refused(cleaning):
    skill = queries.skill_choices()[0]
    before = ledger_size()
    with pytest.raises(Invalid):
        commands.change_requirements(
            actor=FOUNDER,
            service_id=cleaning.pk,
            version=1,
            skills={skill.id: 6},
            certificates={},
            at=MONDAY_9,
        )
    assert ledger_size() == before


def test_the_catalogue_is_found_by_category_and_words(cleaning):
    """Requirement 1.1: listed by category, found by name, code or description."""
    kitchen = queries.catalogue(actor=FOUNDER, category="kitchen")
    assert {one.code for one in kitchen} == {"COOK", "BANQ"}
    assert {one.code for one in queries.catalogue(actor=FOUNDER, text="月嫂")} == {"MAT"}
    assert {one.code for one in queries.catalogue(actor=FOUNDER, text="app-")} == {
        "APP-AC",
        "APP-HD",
        "APP-WM",
    }


def test_the_audiences_have_services_of_their_own(cleaning):
    """Requirement 1.2: wealthy households, mothers and infants, older people, patients."""
    audiences = {one.audience for one in queries.offered_services(FOUNDER)}
    assert audiences == {"general", "wealthy", "infant", "older", "patient"}


def test_reading_takes_as_many_queries_as_promised(cleaning, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.offered_services(FOUNDER)
    with django_assert_num_queries(5):
        card = queries.service_card(actor=FOUNDER, service_id=cleaning.pk)
    assert card.shown.status == "in_force"
