"""What is known is not asked again, what was found comes back to the household, and tasks end."""

import re
from datetime import timedelta

import pytest

from guanjia.chapters.assessment import commands
from guanjia.chapters.assessment.models import Answer, Appointment
from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.dossier.models import DietNote, Habit, Preference
from guanjia.flow.delivery import deliver
from guanjia.outbound.models import Notice
from guanjia.vault.models import AccessRecord
from tests.world import homes, plans
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


def say(wu, lin, kind, code="", minute=None):
    dossier.note_preference(
        actor=lin,
        household_id=wu.pk,
        kind=kind,
        code=code,
        minute=minute,
        said_by="family",
        at=MONDAY_9,
    )


def promise(wu, lin, *, starts_at, at=MONDAY_9):
    return commands.promise_appointment(
        actor=lin,
        household_id=wu.pk,
        home_id=homes.home_of(wu).pk,
        starts_at=starts_at,
        at=at,
    )


def checked(page, question):
    boxes = re.findall(r"<input [^>]*>", page)
    return [
        re.search(r'value="([^"]*)"', one)[1]
        for one in boxes
        if f'name="{question}"' in one and " checked" in one
    ]


def test_what_the_telephone_knows_is_filled_in_with_its_source_and_counts_once_saved(desk, wu, lin):
    say(wu, lin, "language", "wuu")
    say(wu, lin, "pet", "cat")
    begun = homes.begun_assessment(wu, by=lin)
    address = f"/assessments/{begun.pk}/situation/"

    page = desk.get(address).content.decode()

    assert checked(page, "speaks") == ["shanghainese"]
    assert checked(page, "pets") == ["cat"]
    assert "已先填好：11月23日 周一" in page, re.findall("已先填好[^<]*", page)
    assert not Answer.objects.exists(), "nobody has confirmed it"
    desk.post(address, {"lives_with": "alone", "speaks": "shanghainese", "pets": "cat"})
    assert Answer.objects.get(question="speaks").value == "shanghainese"
    assert "已先填好" not in desk.get(address).content.decode()


def test_what_is_answered_is_never_replaced_by_what_the_file_says(desk, wu, lin):
    say(wu, lin, "language", "wuu")
    begun = homes.begun_assessment(wu, by=lin)
    commands.save_answers(
        actor=lin, assessment_id=begun.pk, answers={"speaks": "mandarin"}, at=MONDAY_9
    )

    page = desk.get(f"/assessments/{begun.pk}/situation/").content.decode()

    assert checked(page, "speaks") == ["mandarin"]


def test_an_allergy_that_is_filled_in_is_a_look_on_record(desk, wu, lin):
    write = {"actor": lin, "household_id": wu.pk, "kind": "allergy", "at": MONDAY_9}
    dossier.note_diet(**write, code="medicine", text="青霉素")
    dossier.note_diet(
        **write, code="latex", member_id=homes.with_elder(wu, name="吴小宝", by=lin).pk
    )
    mother = homes.with_elder(wu, name="吴秀芳", by=lin)
    begun = homes.begun_assessment(wu, by=lin, member=mother)

    page = desk.get(f"/assessments/{begun.pk}/situation/").content.decode()

    assert "青霉素" in page
    assert checked(page, "allergies") == ["medicine"], "the child is not whom is assessed"
    looks = AccessRecord.objects.filter(noun="dietnote", purpose="assessment")
    assert looks.count() == 1


FOUND = {"pets": "cat", "area_m2": "88", "has_machines": "washer"}
FOUND |= {"eats": "soft", "allergies": "medicine,egg", "other_allergies": "84 消毒液"}


def test_one_press_takes_one_thing_over(desk, wu, lin):
    done = homes.assessed(wu, by=lin, answers=FOUND)
    address = f"/assessments/{done.pk}/result/"
    page = desk.get(address).content.decode()
    assert "评估发现、档案里还没有的" in page

    led = desk.post(f"/assessments/{done.pk}/taking-over/", {"question": "pets"})

    assert led.url == address
    pet = Preference.objects.get(kind="pet")
    assert (pet.code, pet.said_by, pet.recorded_by_id) == ("cat", "client", lin.user_id)
    home = homes.home_of(wu)
    home.refresh_from_db()
    assert home.area_m2 != 88
    assert 'name="question" value="pets"' not in desk.get(address).content.decode()


def test_all_at_once_goes_into_the_file_and_twice_writes_nothing_twice(desk, wu, lin):
    """Requirement 3.1: what an assessment finds is known of the household from then on."""
    done = homes.assessed(wu, by=lin, answers=FOUND)

    desk.post(f"/assessments/{done.pk}/taking-over/")

    home, again = homes.home_of(wu), ledger_size()
    home.refresh_from_db()
    wu.refresh_from_db()
    assert home.area_m2 == 88
    assert "洗衣机" in home.facilities
    assert wu.expectation == homes.FRAIL["goal"]
    assert sorted((one.code, one.text, one.purpose) for one in DietNote.objects.all()) == [
        ("", "84 消毒液", "visits"),
        ("egg", "", "meals"),
        ("medicine", "", "visits"),
        ("soft", "", "meals"),
    ]
    assert {one.source for one in DietNote.objects.all()} == {"assessment"}
    assert [one.text for one in Habit.objects.filter(kind="rhythm")] == ["独居"]
    assert desk.post(f"/assessments/{done.pk}/taking-over/").status_code == 302
    assert ledger_size() == again
    known = desk.get(f"/households/{wu.pk}/").content.decode()
    assert "洗衣机" in known
    page = desk.get(f"/assessments/{done.pk}/result/").content.decode()
    assert "评估发现、档案里还没有的" not in page


def test_nothing_is_taken_over_before_it_is_finished(desk, wu, lin):
    begun = homes.begun_assessment(wu, by=lin)
    before = ledger_size()

    assert desk.post(f"/assessments/{begun.pk}/taking-over/").status_code == 409
    assert ledger_size() == before


def test_a_finished_assessment_ends_the_task_to_assess_though_one_came_early(desk, wu, lin):
    promised = promise(wu, lin, starts_at=MONDAY_9 + timedelta(days=2))
    later = MONDAY_9 + timedelta(minutes=5)
    assert "约定上门评估" in desk.get("/today/").content.decode()

    homes.assessed(wu, by=lin, at=later)

    promised.refresh_from_db()
    assert promised.status == "kept"
    assert "约定上门评估" not in desk.get("/today/").content.decode()


def test_a_second_visit_promised_since_still_stands(wu, lin):
    begun = homes.begun_assessment(wu, by=lin)
    again = promise(wu, lin, starts_at=MONDAY_9 + timedelta(days=2))
    commands.save_answers(actor=lin, assessment_id=begun.pk, answers=homes.FRAIL, at=MONDAY_9)
    commands.finish_assessment(actor=lin, assessment_id=begun.pk, at=MONDAY_9)

    again.refresh_from_db()
    assert again.status == "promised"


def test_a_signed_plan_ends_the_task_to_assess_and_the_household_is_told(desk, wu, lin):
    dossier.give_consent(
        actor=lin, household_id=wu.pk, purpose="messages", how="phone", at=MONDAY_9
    )
    promised = promise(wu, lin, starts_at=MONDAY_9 + timedelta(days=2))
    homes.begun_assessment(wu, by=lin)
    offered = plans.offered_plan(wu, by=lin, at=MONDAY_9 + timedelta(minutes=1))
    since = promise(
        wu, lin, starts_at=MONDAY_9 + timedelta(days=3), at=MONDAY_9 + timedelta(minutes=2)
    )
    assert "继续评估" in desk.get("/today/").content.decode()

    plans.accept(offered, at=MONDAY_9 + timedelta(minutes=3))
    for minute in (4, 5):
        deliver(at=MONDAY_9 + timedelta(minutes=minute))

    promised.refresh_from_db()
    since.refresh_from_db()
    assert (promised.status, since.status) == ("called_off", "promised")
    [told] = Notice.objects.filter(kind="appointment.needless")
    assert "11月25日（09:00）的上门评估就不去了" in told.words
    assert "继续评估" not in desk.get("/today/").content.decode()
    assert Appointment.objects.filter(household=wu, status="promised").count() == 1
