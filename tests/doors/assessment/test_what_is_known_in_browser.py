"""What the household's file knows stands in the form, and counts only once somebody has confirmed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from tests.stories import people

if TYPE_CHECKING:
    from tests.browsers import Browser
    from tests.house import House

pytestmark = pytest.mark.browser


def answers(house: House, assessment: str) -> dict[str, str]:
    """Return what the house has of an assessment, by question."""
    rows = house.rows(
        f"SELECT question, value FROM assessment_answer WHERE assessment_id = {assessment}"
    )
    key = Fernet((house.folder / "vault.key").read_text())
    return {question: key.decrypt(value).decode() for question, value in rows if value}


def test_another_answer_does_not_confirm_what_is_filled_in_and_saving_does(
    live_house: House, browser: Browser
) -> None:
    [(household,)] = live_house.rows(
        "SELECT household_id FROM assessment_assessment ORDER BY id LIMIT 1"
    )
    page = people.become(browser, live_house, "老板")
    page.goto(f"{live_house.url}/households/{household}/preference/add/")
    page.locator("[name=kind]").select_option("pet:cat")
    with page.expect_navigation():
        page.get_by_role("button", name="保存").click()
    page.goto(f"{live_house.url}/households/{household}/assessments/new/")
    page.get_by_role("button", name="开始填写评估").click()
    page.wait_for_url(re.compile(r"/assessments/\d+/\w+/"))
    assessment = re.findall(r"/assessments/(\d+)/", page.url)[0]
    page.goto(f"{live_house.url}/assessments/{assessment}/situation/")
    assert page.locator("[name=pets][value=cat]").is_checked()

    with page.expect_response(re.compile("/situation/")):
        page.locator("[name=lives_with][value=alone]").check(force=True)
    page.wait_for_timeout(500)
    assert answers(live_house, assessment) == {"lives_with": "alone"}

    page.get_by_role("button", name="保存并继续").click()
    page.wait_for_url(re.compile(r"/adl/"))
    assert answers(live_house, assessment)["pets"] == "cat"
