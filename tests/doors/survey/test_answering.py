"""The questionnaire on the client's phone, and the call that follows."""

import pytest

from guanjia.chapters.relations.models import Callback
from guanjia.chapters.survey.models import Answer
from guanjia.flow.delivery import deliver
from guanjia.vault.models import AccessRecord
from tests.world import company, homes, rosters, work
from tests.world.company import MONDAY_9

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture
def household():
    household = rosters.served_household(company.open_branch())
    homes.client_actor(household)
    return household


@pytest.fixture
def path(household):
    return f"/survey/{work.asked(household, at=MONDAY_9).pk}/"


@pytest.fixture
def phone(household, at_desk):
    return at_desk(homes.client_actor(household))


def test_a_client_answers_in_three_taps_and_is_thanked(phone, path):
    asked = phone.get(path).content.decode()
    assert asked.count('type="radio"') == 8
    assert asked.count('name="V3"') == 3, "the third tap sends"
    assert "button primary" not in asked, "no answer is put into anybody's mouth"

    phone.post(path, {"V1": "5", "V2": "on_time", "V3": "none"})

    assert "谢谢您的答复" in phone.get(path).content.decode()
    assert Answer.objects.count() == 3


def test_a_question_left_out_is_named_and_the_rest_stays_chosen(phone, path):
    answer = phone.post(path, {"V2": "late", "V3": "redo"})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "请回答这一题" in shown
    assert 'value="late" checked' in shown
    assert not Answer.objects.exists()


def test_a_second_answer_is_refused(phone, path):
    phone.post(path, {"V1": "5", "V2": "on_time", "V3": "none"})
    assert phone.post(path, {"V1": "1", "V2": "late", "V3": "redo"}).status_code == 409


def test_a_low_answer_becomes_a_call_with_its_words(phone, path, household, at_desk):
    phone.post(path, {"V1": "1", "V2": "late", "V3": "redo"})
    deliver(at=MONDAY_9)
    desk = at_desk(company.staff("care", household.branch))

    listed = desk.get("/callbacks/").content.decode()
    assert household.display_name in listed
    callback = Callback.objects.get()
    page = f"/callbacks/{callback.pk}/"
    assert "有，请返工" in desk.get(page).content.decode()

    refused = desk.post(page, {"outcome": "satisfied", "words": ""})
    assert refused.status_code == 422
    assert Callback.objects.get().status == "due"
    desk.post(f"{page}try/")
    desk.post(page, {"outcome": "redo_agreed", "words": "周四上午返工"})

    settled = Callback.objects.get()
    assert (settled.status, settled.tries) == ("settled", 1)
    assert "周四上午返工" in desk.get(page).content.decode()


def test_who_calls_back_sees_the_number_on_record_without_leaving_the_page(
    phone, path, household, at_desk
):
    """Requirement 8.3: every look at sensitive data is recorded."""
    phone.post(path, {"V1": "1", "V2": "late", "V3": "redo"})
    deliver(at=MONDAY_9)
    contact = household.contacts.get(is_decider=True)
    carer = company.staff("care", household.branch)
    desk = at_desk(carer)
    page = f"/callbacks/{Callback.objects.get().pk}/"

    masked = desk.get(page).content.decode()
    assert contact.phone not in masked
    assert contact.phone[-4:] in masked
    assert not AccessRecord.objects.exists()

    for headers in ({}, {"HX-Request": "true"}):
        shown = desk.post(f"{page}number/", headers=headers)
        assert f'href="tel:{contact.phone}"' in shown.content.decode()
        assert shown["Cache-Control"] == "no-store"
    look = AccessRecord.objects.first()
    assert (look.user_id, look.field, look.purpose) == (carer.user_id, "phone", "call-back")


def test_who_may_not_call_sees_no_number(phone, path, household, at_desk):
    phone.post(path, {"V1": "1", "V2": "late", "V3": "redo"})
    deliver(at=MONDAY_9)
    page = f"/callbacks/{Callback.objects.get().pk}/"
    head, trainer = company.staff("head_office"), company.staff("trainer", household.branch)
    size = company.ledger_size()

    assert at_desk(head).post(f"{page}number/").status_code == 403
    assert at_desk(trainer).post(f"{page}number/").status_code == 404
    assert company.ledger_size() == size
    assert not AccessRecord.objects.exists()


def test_the_desk_begins_with_whom_to_call(phone, path, household, at_desk):
    phone.post(path, {"V1": "1", "V2": "late", "V3": "none"})
    deliver(at=MONDAY_9)
    desk = at_desk(company.staff("care", household.branch))

    shown = desk.get("/today/").content.decode()

    assert household.display_name in shown
    assert "去回访" in shown


def test_the_family_sees_what_comes_and_what_asks_for_a_word(phone, path):
    assert phone.get("/my/").status_code == 200
    assert phone.get("/my/visits/").status_code == 200
    assert phone.get("/my/contact/").status_code == 200
