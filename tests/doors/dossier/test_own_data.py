"""What a household is given when it asks for all that we keep of it."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.org.models import User
from guanjia.ledger.models import Event
from tests.doors.coming_in import by_code, long_signed_in, show_again
from tests.world import company, homes

pytestmark = pytest.mark.django_db
HERS = "+8619912345678"


@pytest.fixture
def wu():
    branch = company.open_branch()
    household = homes.open_household(branch, name="吴家", phone=HERS)
    member = homes.with_elder(household, health="高血压，早晚各一片药")
    homes.assessed(household, member=member)
    homes.client_actor(household)
    return household


def taken(browser, household):
    return browser.post(f"/my/data/{household.pk}/")


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(answer):
    """Return the rows of each sheet of a workbook by its name, all cells as text."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:

        def parsed(name):
            return ET.fromstring(book.read(f"xl/{name}.xml"))

        words = ["".join(one.itertext()) for one in parsed("sharedStrings").iter(f"{MAIN}si")]

        def said(cell):
            value = cell.findtext(f"{MAIN}v") or ""
            return words[int(value)] if cell.get("t") == "s" else value

        names = [sheet.get("name") for sheet in parsed("workbook").iter(f"{MAIN}sheet")]
        return {
            name: [
                [said(cell) for cell in row.iter(f"{MAIN}c")]
                for row in parsed(f"worksheets/sheet{number}").iter(f"{MAIN}row")
            ]
            for number, name in enumerate(names, 1)
        }


def test_who_decides_takes_all_of_it_home_in_clear(wu):
    browser = by_code(HERS)
    assert "我们保存了您的哪些资料" in browser.get("/my/data/").content.decode()

    answer = taken(browser, wu)

    assert answer["Content-Disposition"].startswith("attachment")
    book = sheets(answer)
    assert "南京西路1234弄5号602室" in book["住处"][1][1]
    assert any("高血压，早晚各一片药" in row for row in book["家庭成员"])
    assert any("别再摔了，还能自己下楼晒太阳" in row for row in book["评估"])
    assert any("19912345678" in cell for row in book["联系人"] for cell in row)
    assert any("客户取走了一份我们保存的全部资料。" in row for row in book["发生了什么"])
    assert Event.objects.filter(kind="household.data_taken", case=wu.case).count() == 1


def test_whoever_came_in_days_ago_shows_first_who_it_is(wu):
    browser = long_signed_in(wu.contacts.get(is_decider=True).user)

    assert taken(browser, wu).status_code == 302
    assert not Event.objects.filter(kind="household.data_taken").exists()

    show_again(browser, HERS, then="/my/data/")
    assert taken(browser, wu).status_code == 200


def test_a_relative_is_told_who_can_have_it(wu):
    son = homes.relative_actor(wu)
    browser = by_code(User.objects.get(id=son.user_id).phone)

    page = browser.get("/my/data/").content.decode()
    answer = taken(browser, wu)

    assert "只有替家里做主的人可以取得" in page
    assert answer.status_code == 403
    assert "只有" in answer.content.decode()
    assert not Event.objects.filter(kind="household.data_taken").exists()


def test_another_household_gets_nothing_of_it(wu):
    other = homes.open_household(Household.objects.get(id=wu.pk).branch, name="沈家")
    homes.client_actor(other)
    browser = by_code(other.contacts.get(is_decider=True).phone)

    assert taken(browser, wu).status_code == 404
    assert not Event.objects.filter(kind="household.data_taken").exists()
