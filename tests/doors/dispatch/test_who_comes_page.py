"""What a household sees of whoever comes to its next visit."""

from datetime import timedelta

import pytest

from guanjia.chapters.workforce.models import Certificate
from tests.world import company, homes, people, rosters
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def sent():
    people.ready()
    branch = company.open_branch()
    worker = people.hire_worker(branch, name="陈玉莲")
    wu = homes.open_household(branch, name="吴家", consents=("service", "messages"))
    return rosters.staffed_visit(branch, household=wu, worker=worker)


def page_of(at_desk, sent):
    browser = at_desk(homes.client_actor(sent.visit.household))
    return browser.get(f"/my/coming/{sent.visit_id}/").content.decode()


def test_the_name_and_the_papers_that_were_checked_are_shown(at_desk, sent):
    verified = Certificate.objects.filter(worker=sent.worker, status="verified")
    names = set(verified.values_list("kind__name", flat=True))
    assert names

    page = page_of(at_desk, sent)

    assert "陈玉莲" in page
    assert "已核验的证件" in page
    assert all(name in page for name in names)


def test_a_paper_that_runs_out_before_the_visit_is_not_shown(at_desk, sent):
    Certificate.objects.filter(worker=sent.worker).update(
        issued_on=MONDAY_9.date() - timedelta(days=400),
        expires_on=sent.visit.on - timedelta(days=1),
    )

    assert "已核验的证件" not in page_of(at_desk, sent)


def test_another_household_sees_nobody(at_desk, sent):
    other = homes.open_household(sent.visit.branch, name="沈家")

    answer = at_desk(homes.client_actor(other)).get(f"/my/coming/{sent.visit_id}/")

    assert answer.status_code == 404
