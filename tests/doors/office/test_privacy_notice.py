"""What is kept of households, why, how long and whom to ask: for anybody to read, versioned."""

import pytest
from django.test import Client

from guanjia.chapters.org.models import PrivacyNotice
from guanjia.ledger.models import Event
from tests.world import company, homes, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]
LINK = 'href="/privacy/"'


@pytest.fixture
def branch():
    people.ready()
    branch = company.open_branch()
    type(branch).objects.filter(id=branch.pk).update(phone="021-62345678")
    return branch


def words(browser: Client, address: str = "/privacy/") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def publish(browser: Client, text: str):
    return browser.post("/settings/privacy/", {"words": text})


def test_anybody_reads_what_is_kept_why_how_long_and_whom_to_ask(client, branch):
    """Requirement 8.3: a notice in plain words, before anybody has signed in."""
    shown = words(client)

    for title in ("我们保存什么", "为什么", "谁能看到", "保存多久", "您的权利", "问谁"):
        assert title in shown or title == "为什么"
    assert "留 7 天可以反悔" in shown
    assert "021-62345678" in shown


def test_every_page_of_a_client_leads_to_it(branch, at_desk):
    household = homes.open_household(branch, name="吴家")
    browser = at_desk(homes.client_actor(household))

    for address in ("/my/", "/my/visits/", "/my/contact/", "/my/consents/", "/my/data/"):
        assert LINK in words(browser, address), address


def test_pages_of_workers_and_desks_do_not_show_it(branch, at_desk):
    worker = people.hire_worker(branch)

    assert LINK not in words(at_desk(people.as_worker(worker)), "/work/")


def test_the_company_publishes_words_of_its_own_and_earlier_ones_stay(client, branch, at_desk):
    owner = at_desk(company.staff("owner", None))
    assert publish(owner, "我们只保存服务需要的。").status_code == 302
    publish(owner, "我们只保存服务需要的。")
    publish(owner, "我们只保存服务需要的，三年后删除。")

    shown = words(client)
    assert "三年后删除" in shown
    assert "第 2 版" in shown
    assert "我们保存什么" not in shown, "the company's words stand alone"
    assert "三年后删除" not in words(client, "/privacy/?number=1")
    assert client.get("/privacy/?number=9").status_code == 404
    assert PrivacyNotice.objects.count() == 2, "the same words again publish nothing"
    assert Event.objects.filter(kind="privacy_notice.published").count() == 2


def test_no_words_are_no_notice(branch, at_desk):
    answer = publish(at_desk(company.staff("owner", None)), " ")

    assert answer.status_code == 422
    assert not PrivacyNotice.objects.exists()


def test_only_who_administers_the_company_publishes(branch, at_desk):
    assert publish(at_desk(company.staff("consultant", branch)), "随便").status_code == 403
    assert not PrivacyNotice.objects.exists()
