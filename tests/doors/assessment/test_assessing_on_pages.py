"""An assessment is filled in step by step and shows what is missing."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from guanjia.chapters.assessment.models import Assessment, Photo
from guanjia.chapters.assessment.queries import answers_of, form_of
from guanjia.chapters.dossier import commands as dossier
from guanjia.ledger.models import Receipt
from guanjia.vault.models import AccessRecord
from tests.world import homes
from tests.world.company import MONDAY_9, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def begun(desk, wu, lin):
    elder = homes.with_elder(wu, by=lin)
    desk.post(f"/households/{wu.pk}/assessments/new/", {"form": "older_people", "member": elder.pk})
    return Assessment.objects.get()


def of_group(code):
    asked = [question.code for question in form_of("older_people").group(code).questions]
    given = {name: homes.FRAIL[name].split(",") for name in asked if name in homes.FRAIL}
    return {name: answers if len(answers) > 1 else answers[0] for name, answers in given.items()}


def test_every_step_is_saved_and_the_result_adds_up(desk, begun):
    """Requirement 3.1: structured form, scored scales, gaps shown."""
    for group in form_of("older_people").groups:
        assert desk.get(f"/assessments/{begun.pk}/{group.code}/").status_code == 200
        desk.post(f"/assessments/{begun.pk}/{group.code}/", of_group(group.code))
    assert desk.get(f"/assessments/{begun.pk}/end/").status_code == 200
    desk.post(f"/assessments/{begun.pk}/end/")

    begun.refresh_from_db()
    assert begun.status == "finished"
    assert begun.scores["adl"] == {"points": 80, "band": "light"}
    result = desk.get(f"/assessments/{begun.pk}/result/").content.decode()
    assert "80 / 100" in result
    assert "高血压、" in result, "several answers are listed as Chinese lists are"
    assert [(look.noun, look.field) for look in AccessRecord.objects.all()] == [
        ("household", "assessment")
    ]


def test_a_single_answer_is_kept_as_soon_as_it_is_given(desk, begun):
    answer = desk.post(
        f"/assessments/{begun.pk}/falls/", {"falls_year": "more"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answers_of(begun) == {"falls_year": "more"}


def test_what_is_missing_is_named_with_a_way_there(desk, begun):
    """Requirement 3.1: gaps shown."""
    desk.post(f"/assessments/{begun.pk}/falls/", of_group("falls"))
    shown = desk.get(f"/assessments/{begun.pk}/end/").content.decode()
    assert f"/assessments/{begun.pk}/adl/#q-adl_eating" in shown
    assert "继续填写必填项" in shown
    assert shown.count("stage done") == 1, "only what was answered is done"
    assert desk.post(f"/assessments/{begun.pk}/end/").status_code == 422
    begun.refresh_from_db()
    assert begun.status == "draft"


def test_an_answer_that_is_none_is_refused_beside_the_question(desk, begun):
    answer = desk.post(f"/assessments/{begun.pk}/situation/", {"medicines": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()
    assert answers_of(begun) == {}


def picture():
    content = BytesIO()
    Image.new("RGB", (50, 50), "white").save(content, "JPEG")
    return SimpleUploadedFile("bath.jpg", content.getvalue(), "image/jpeg")


def test_pictures_need_the_household_s_consent(desk, begun, wu, lin):
    """Requirement 8.4: consent is bound to its purpose."""
    address = f"/assessments/{begun.pk}/home/photos/"
    assert desk.post(address, {"photo": picture()}).status_code == 409
    assert not Photo.objects.exists()

    dossier.give_consent(actor=lin, household_id=wu.pk, purpose="photos", at=MONDAY_9)
    assert desk.post(address, {"photo": picture(), "caption": "浴室"}).status_code == 302
    shown = desk.get(f"/assessments/photos/{Photo.objects.get().pk}/")
    assert shown["Content-Type"] == "image/jpeg"


def test_an_inspector_sees_no_assessment(begun, branch, at_desk):
    desk = at_desk(staff("inspector", branch))
    assert desk.get(f"/assessments/{begun.pk}/result/").status_code == 404


def test_without_consent_to_health_no_assessment_begins(branch, lin, desk):
    household = homes.open_household(branch, consents=("service",), by=lin)
    answer = desk.post(f"/households/{household.pk}/assessments/new/", {"form": "older_people"})
    assert answer.status_code == 409
    assert not Assessment.objects.exists()


def test_what_somebody_else_answered_meanwhile_is_not_replaced_unseen(desk, begun):
    """Two have the same page open: the second is told what stands there, and asked."""
    address = f"/assessments/{begun.pk}/falls/"
    desk.post(address, {"falls_year": "more", "seen.falls_year": ""})

    answer = desk.post(address, {"falls_year": "once", "seen.falls_year": ""})

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "近一年摔过几次？：两次及以上" in shown
    assert '<input type="hidden" name="seen.falls_year" value="more">' in shown
    assert answers_of(begun) == {"falls_year": "more"}
    desk.post(address, {"falls_year": "once", "seen.falls_year": "more"})
    assert answers_of(begun) == {"falls_year": "once"}


def test_what_was_left_as_it_was_replaces_nothing(desk, begun):
    address = f"/assessments/{begun.pk}/falls/"
    desk.post(address, {"falls_year": "more"})

    told = {"falls_gait": "weak", "seen.falls_gait": "", "falls_year": "", "seen.falls_year": ""}
    assert desk.post(address, told).status_code == 302

    assert answers_of(begun) == {"falls_year": "more", "falls_gait": "weak"}


def test_a_phone_may_tell_one_answer_of_a_step_and_tell_it_twice(desk, begun):
    address = f"/assessments/{begun.pk}/falls/"
    desk.post(address, {"falls_year": "more", "falls_gait": "weak"})
    told = {"told": "falls_year", "falls_year": "once", "seen.falls_year": "more", "key": "k1"}
    late = {"happened_at": MONDAY_9.isoformat(), "sent_at": MONDAY_9.isoformat()}

    assert desk.post(address, told | late).status_code == 302
    desk.post(address, {"falls_year": "none", "falls_gait": "weak"})
    assert desk.post(address, told | late).status_code == 302

    assert answers_of(begun) == {"falls_year": "none", "falls_gait": "weak"}
    assert [(one.noun, one.about) for one in Receipt.objects.all()] == [
        ("assessment", "answers/falls")
    ]
