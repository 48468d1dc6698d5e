"""What is asked about first: as a page, as a dialog of the page that is open, and refused in place."""

import pytest
from django.urls import reverse

from guanjia.chapters.catalog.models import Sop
from tests.doors.catalog.test_catalogue_pages import ARRIVE, cleaning, lines
from tests.doors.workforce.conftest import at_desk, shop
from tests.world.company import ledger_size, staff

__all__ = ["at_desk", "shop"]

AS_PART = {"HX-Request": "true"}


@pytest.fixture
def drafted(shop, at_desk):
    browser = at_desk(shop.manager)
    browser.post(reverse("catalog:draft", args=[cleaning().pk]), lines(ARRIVE))
    return Sop.objects.get(service=cleaning(), status="draft")


def test_a_question_is_a_page_of_its_own(shop, at_desk, drafted):
    text = at_desk(shop.manager).get(reverse("catalog:publish", args=[drafted.pk])).content.decode()

    assert "<html" in text
    assert 'class="confirm as-page"' in text
    assert "<dialog" not in text.partition("<main")[2].partition("</main")[0]


def test_a_page_that_is_open_is_given_the_question_as_a_dialog(shop, at_desk, drafted):
    address = reverse("catalog:publish", args=[drafted.pk])
    text = at_desk(shop.manager).get(address, headers=AS_PART).content.decode()

    assert text.lstrip().startswith("<dialog")
    assert f'action="{address}"' in text
    assert "csrfmiddlewaretoken" in text
    drafted.refresh_from_db()
    assert drafted.status == "draft"


def test_a_yes_is_done_and_leads_on(shop, at_desk, drafted):
    answer = at_desk(shop.manager).post(reverse("catalog:publish", args=[drafted.pk]))

    assert answer["Location"] == reverse("catalog:service", args=[drafted.service_id])
    drafted.refresh_from_db()
    assert drafted.status == "in_force"


def test_a_yes_that_comes_too_late_is_told_why_where_it_was_asked(shop, at_desk, drafted):
    address = reverse("catalog:publish", args=[drafted.pk])
    browser = at_desk(shop.manager)
    browser.post(address)
    before = ledger_size()

    answer = browser.post(address)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'role="alert"' in text
    assert 'class="confirm as-page"' in text
    assert ledger_size() == before


def test_whom_it_may_not_be_asked_of_is_told_so_and_nothing_happens(shop, at_desk, drafted):
    browser = at_desk(staff("dispatcher", shop.branch))
    before = ledger_size()

    answer = browser.post(reverse("catalog:publish", args=[drafted.pk]))

    assert answer.status_code == 403
    assert ledger_size() == before
