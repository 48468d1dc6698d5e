"""The worker's phone, page by page, and the household's word on the work."""

import re
from datetime import timedelta

import pytest

from guanjia.chapters.dossier import commands as dossier
from guanjia.chapters.fieldwork.models import Acceptance, Attendance, Incident, StepRecord
from tests.doors.planning.test_plan_pages import drawn
from tests.world import company, homes, people, rosters, uploads, work
from tests.world.company import MONDAY_9, ledger_size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_morning")]


@pytest.fixture(autouse=True)
def own_vault(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path


@pytest.fixture
def sent():
    """A visit that began to be due half an hour from now."""
    return rosters.staffed_visit(starts_at=MONDAY_9.replace(minute=30))


@pytest.fixture
def phone(sent, at_desk):
    return at_desk(people.as_worker(sent.worker))


def words(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_today_shows_where_to_go_next(phone, sent):
    """Requirement 4.3: today's route on the phone."""
    shown = words(phone.get("/work/"))
    assert sent.visit.household.display_name in shown
    assert "09:30" in shown
    assert f"/work/{sent.pk}/" in shown


def test_today_leads_on_to_where_the_worker_is_already(phone, sent):
    assert "去下一家" in words(phone.get("/work/"))

    work.arrived(sent, at=MONDAY_9.replace(minute=30))

    shown = words(phone.get("/work/"))
    assert "继续这一家" in shown
    assert "去下一家" not in shown


def test_the_address_is_shown_on_the_day_and_the_look_is_kept(phone, sent):
    assert "南京西路1234弄" in words(phone.get(f"/work/{sent.pk}/"))


@pytest.mark.parametrize(("service", "is_told"), [("COOK", True), ("CLN-D", False)])
def test_whoever_cooks_reads_what_somebody_there_cannot_bear(at_desk, service, is_told):
    branch = company.open_branch()
    household = rosters.served_household(branch)
    cook = people.hire_worker(branch, skills={"housework": 3, "cooking": 3})
    dossier.note_diet(
        actor=homes.consultant_of(branch),
        household_id=household.pk,
        kind="allergy",
        code="peanut",
        at=MONDAY_9,
    )
    sent = rosters.staffed_visit(
        household=household, worker=cook, starts_at=MONDAY_9.replace(minute=30), service=service
    )

    shown = words(at_desk(people.as_worker(cook)).get(f"/work/{sent.pk}/"))

    assert ("过敏：花生" in shown) is is_told
    assert ("请注意" in shown) is is_told


def test_whoever_comes_reads_what_they_speak_and_which_animals_are_there(phone, sent):
    household = sent.visit.household
    for kind, code in (("language", "wuu"), ("pet", "dog")):
        dossier.note_preference(
            actor=homes.consultant_of(household.branch),
            household_id=household.pk,
            kind=kind,
            code=code,
            at=MONDAY_9,
        )
    shown = words(phone.get(f"/work/{sent.pk}/"))
    assert "语言 上海话" in shown
    assert "宠物 狗" in shown


def test_only_the_home_of_this_visit_is_shown(phone, sent):
    household = sent.visit.household
    dossier.add_home(
        actor=homes.consultant_of(household.branch),
        household_id=household.pk,
        name="父母家",
        address="虹桥路 77 号",
        access_note="钥匙在邻居家",
        at=MONDAY_9,
    )
    shown = words(phone.get(f"/work/{sent.pk}/"))
    assert "南京西路1234弄" in shown
    assert "虹桥路" not in shown
    assert "钥匙在邻居家" not in shown


def test_on_the_day_there_is_somebody_to_call_at_the_door(phone, sent):
    """Requirement 4.3: the family and the office, one press each."""
    contact = sent.visit.household.contacts.get(is_decider=True)
    branch = sent.visit.branch
    branch.phone = "021-62345678"
    branch.save()
    shown = words(phone.get(f"/work/{sent.pk}/"))
    assert f'href="tel:{contact.phone}"' in shown
    assert contact.name in shown
    assert 'href="tel:021-62345678"' in shown


def test_before_the_day_no_number_of_the_family_is_shown(at_desk):
    later = rosters.staffed_visit(starts_at=MONDAY_9 + timedelta(days=3))
    contact = later.visit.household.contacts.get(is_decider=True)
    shown = words(at_desk(people.as_worker(later.worker)).get(f"/work/{later.pk}/"))
    assert contact.phone not in shown


def ready_to_leave(sent, *, since):
    attendance = work.arrived(sent, late=-since)
    for step in work.steps_of(attendance):
        work.record(attendance, work.told(step), minutes=1)
    return attendance


def test_who_leaves_long_before_the_end_is_asked_first(phone, sent):
    """Eleven minutes into four hours one press is a slip, or work that was not done."""
    attendance = ready_to_leave(sent, since=30)
    before = ledger_size()

    asked = phone.post(f"/work/{sent.pk}/departure/")

    assert asked.status_code == 409
    assert "现在就完工离开吗" in words(asked)
    assert "约定服务 2 小时" in words(asked)
    attendance.refresh_from_db()
    assert attendance.status == "arrived"
    assert ledger_size() == before

    assert phone.post(f"/work/{sent.pk}/departure/", {"is_sure": "yes"}).status_code == 302
    attendance.refresh_from_db()
    assert attendance.status == "left"


def test_what_a_phone_kept_for_hours_is_not_asked_about_again(phone, sent):
    attendance = ready_to_leave(sent, since=60)
    left = (MONDAY_9 - timedelta(minutes=5)).isoformat()
    phone.post(
        f"/work/{sent.pk}/departure/",
        {"happened_at": left, "sent_at": MONDAY_9.isoformat(), "key": "kept-1"},
    )
    attendance.refresh_from_db()
    assert attendance.status == "left"


def test_a_worker_checks_in_with_or_without_a_place(phone, sent):
    answer = phone.post(
        f"/work/{sent.pk}/arrival/", {"latitude": "31.2281", "longitude": "121.4547"}
    )
    assert answer.status_code == 302
    assert Attendance.objects.get().metres_off_in < 100, "homes are kept to a street"


def test_a_place_that_cannot_be_does_not_keep_anybody_out(phone, sent):
    phone.post(f"/work/{sent.pk}/arrival/", {"latitude": "400", "longitude": "x"})
    assert Attendance.objects.get().metres_off_in is None


def test_a_step_leads_to_the_next_and_the_last_to_checking_out(phone, sent):
    attendance = work.arrived(sent, at=MONDAY_9.replace(minute=30))
    steps = work.steps_of(attendance)
    for step in steps[:-1]:
        work.record(attendance, work.told(step))

    answer = phone.post(f"/work/{sent.pk}/steps/{steps[-1].pk}/", {"is_done": "yes", "value": "1"})

    assert answer.headers["Location"] == f"/work/{sent.pk}/"
    assert StepRecord.objects.count() == len(steps)


def test_a_step_not_done_without_a_reason_is_refused_beside_the_place(phone, sent):
    attendance = work.arrived(sent, at=MONDAY_9.replace(minute=30))
    step = work.steps_of(attendance)[0]
    before = ledger_size()

    answer = phone.post(f"/work/{sent.pk}/steps/{step.pk}/", {"is_done": "no"})

    assert answer.status_code == 422
    assert "请选择没有做的原因" in words(answer)
    assert not StepRecord.objects.exists()
    assert ledger_size() == before


def test_leaving_with_open_steps_is_refused_and_says_which(phone, sent):
    attendance = work.arrived(sent, at=MONDAY_9.replace(minute=30))
    answer = phone.post(f"/work/{sent.pk}/departure/")
    assert answer.status_code == 409
    assert work.steps_of(attendance)[0].text in words(answer)


def test_the_client_signs_on_the_workers_phone(phone, sent):
    work.left(work.arrived(sent, at=MONDAY_9.replace(minute=30)))
    path = f"/work/{sent.pk}/acceptance/"

    refused = phone.post(path, {"is_accepted": "yes"})
    assert refused.status_code == 422
    assert "id_signature_error" in words(refused), "beside the field, which is far below"
    silent = phone.post(path, {"is_accepted": "no", "signature": drawn()})
    assert "id_remark_error" in words(silent)
    assert not Acceptance.objects.exists()

    phone.post(path, {"is_accepted": "yes", "signature": drawn()})
    assert Acceptance.objects.get().is_accepted
    assert "已验收" in words(phone.get(path))


def test_the_household_says_its_word_by_its_own_login(sent, at_desk):
    attendance = work.left(work.arrived(sent, at=MONDAY_9.replace(minute=30)))
    browser = at_desk(homes.client_actor(sent.visit.household))
    path = f"/my/visits/{attendance.pk}/"

    refused = browser.post(path, {"is_accepted": "no", "remark": " "})
    assert refused.status_code == 422
    browser.post(path, {"is_accepted": "no", "remark": "地漏没清"})

    assert "地漏没清" in words(browser.get(path))
    assert not Acceptance.objects.get().is_accepted


def test_what_went_wrong_is_told_once_however_often_it_is_sent(phone, sent):
    path = f"/work/{sent.pk}/incident/"
    report = {"key": "k1", "kind": "damage", "severity": "minor", "note": "碰碎一个杯子"}

    refused = phone.post(path, report | {"kind": ""})
    assert refused.status_code == 422
    assert "碰碎一个杯子" in words(refused), "what was typed is kept"
    phone.post(path, report)
    phone.post(path, report)

    assert Incident.objects.count() == 1


def test_an_incident_is_told_without_typing(phone, sent, at_desk):
    """Requirement 4.3: one hand holds the child; ready phrases, or a picture, are enough."""
    path = f"/work/{sent.pk}/incident/"
    report = {"key": "k1", "kind": "injury", "severity": "serious", "note": ""}

    nothing = phone.post(path, report)
    assert nothing.status_code == 422
    assert "请勾选、拍照，或写几个字" in words(nothing)
    assert not Incident.objects.exists()

    phone.post(path, report | {"phrases": ["called", "fell"]})
    assert Incident.objects.get().note == "有人摔倒了；我已打 120"

    pictured = {"key": "k2", "kind": "damage", "severity": "minor", "note": ""}
    phone.post(path, pictured | {"photo": uploads.sent(uploads.picture())})
    assert Incident.objects.get(key="k2").note == "见照片。"


def test_the_desk_reads_what_was_reported_and_sees_to_it(phone, sent, at_desk):
    """Requirement 4.3: what went wrong during a visit is seen to by somebody."""
    report = {"key": "k1", "kind": "damage", "severity": "minor", "note": "碰碎一个杯子"}
    phone.post(f"/work/{sent.pk}/incident/", report)
    desk = at_desk(company.staff("care", sent.visit.household.branch))
    path = f"/incidents/{Incident.objects.get().pk}/"

    assert path in words(desk.get("/today/"))
    shown = words(desk.get(path))
    assert "碰碎一个杯子" in shown
    assert "接手处理" in shown

    desk.post(f"{path}take_up/")
    desk.post(f"{path}close/")

    assert Incident.objects.get().status == "closed"
    assert path not in words(desk.get("/today/"))


def test_who_only_inspects_reads_an_incident_and_moves_nothing(phone, sent, at_desk):
    report = {"key": "k1", "kind": "damage", "severity": "minor", "note": "碰碎一个杯子"}
    phone.post(f"/work/{sent.pk}/incident/", report)
    desk = at_desk(company.staff("inspector", sent.visit.household.branch))
    path = f"/incidents/{Incident.objects.get().pk}/"
    size = ledger_size()

    assert "接手处理" not in words(desk.get(path))
    assert desk.post(f"{path}close/").status_code == 403
    assert desk.post(f"{path}vanish/").status_code == 404
    assert ledger_size() == size


def test_another_workers_visit_does_not_exist(sent, at_desk):
    other = at_desk(people.as_worker(people.hire_worker(sent.visit.branch, name="钱芳")))
    assert other.get(f"/work/{sent.pk}/").status_code == 404
    assert other.post(f"/work/{sent.pk}/arrival/").status_code == 404
    assert not Attendance.objects.exists()


def test_evidence_is_shown_to_those_who_may_see_the_work(phone, sent, at_desk):
    attendance = work.arrived(sent, at=MONDAY_9.replace(minute=30))
    kept = work.signature(MONDAY_9)
    work.record(attendance, work.told(work.steps_of(attendance)[0]))
    StepRecord.objects.update(file_id=kept)

    assert phone.get(f"/work/evidence/{kept}/").status_code == 200
    stranger = at_desk(people.as_worker(people.hire_worker(sent.visit.branch, name="钱芳")))
    assert stranger.get(f"/work/evidence/{kept}/").status_code == 404
