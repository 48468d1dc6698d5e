"""Whoever deals with the bills learns who pays, what was agreed and done, and nothing of the people."""

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.planning.models import PlanVersion
from tests.world import homes, people, plans
from tests.world.company import MONDAY_9, open_branch, staff

pytestmark = pytest.mark.django_db

IN_CONFIDENCE = ("吴秀英", "失智", "对花生过敏", "不再走失", "怕她一个人", "有人陪她")


@pytest.fixture
def wu():
    people.ready()
    branch = open_branch()
    consultant = homes.consultant_of(branch)
    household = homes.open_household(branch, name="吴家")
    elder = homes.with_elder(household, by=consultant, health="失智，中期")
    dossier.note_diet(
        actor=consultant,
        household_id=household.pk,
        member_id=elder.pk,
        kind="allergy",
        text="对花生过敏",
        at=MONDAY_9,
    )
    dossier.change_household(
        actor=consultant,
        household_id=household.pk,
        version=household.version,
        expectation="有人陪她",
        at=MONDAY_9,
    )
    plans.accepted_plan(household, by=consultant, goal="不再走失", reason="怕她一个人出门")
    return household


def pages_of(browser, household):
    version = PlanVersion.objects.get(plan__household=household)
    paths = [f"/households/{household.pk}/{tab}" for tab in ("", "?tab=agreed", "?tab=happened")]
    paths += [f"/households/{household.pk}/?tab=due", f"/plans/{version.pk}/", "/households/"]
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        yield path, answer.content.decode()


def test_finance_reads_who_pays_and_what_was_agreed_and_nothing_said_in_confidence(wu, at_desk):
    finance = at_desk(staff("finance", branch=wu.branch))
    shown = dict(pages_of(finance, wu))

    for path, words in shown.items():
        assert [said for said in IN_CONFIDENCE if said in words] == [], path
    assert "只给照看这家的人看" in shown[f"/households/{wu.pk}/"]
    assert "吴家" in shown[f"/households/{wu.pk}/"]
    assert "每月" in shown[f"/plans/{PlanVersion.objects.get(plan__household=wu).pk}/"]


def test_whoever_looks_after_the_household_reads_it_all(wu, at_desk):
    words = "".join(page for _path, page in pages_of(at_desk(homes.consultant_of(wu.branch)), wu))
    shown = [said for said in IN_CONFIDENCE if said in words]
    assert shown == [said for said in IN_CONFIDENCE if said != "失智"], "health is masked for all"
