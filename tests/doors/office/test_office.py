"""The back office: people and roles, figures, holidays, messages, parked hand-offs."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guanjia.chapters.org.models import Branch, Holiday, Role, Setting, User
from guanjia.chapters.org.queries import figures, names_of_figures, people
from guanjia.flow.delivery import deliver
from guanjia.flow.leases import DELIVERING, take_lease
from guanjia.kernel.actors import STAFF_ROLES
from guanjia.ledger.models import Delivery
from guanjia.ledger.record import record
from guanjia.outbound.commands import MESSENGER, queue_notice
from tests.flow.echoes import TABLE, EchoHeard
from tests.world.company import (
    FOUNDER,
    MONDAY_9,
    ledger_size,
    open_branch,
    phone_number,
    seed,
    staff,
)

pytestmark = pytest.mark.django_db
PAGES = ("settings", "invite_user", "branches", "figures", "holidays", "outbox")
LOOKS_AFTER_PEOPLE = {"owner", "administrator", "manager"}


@pytest.fixture
def branch():
    return open_branch()


@pytest.fixture
def as_(client):
    """Sign in as an actor."""

    def sign_in(actor):
        client.force_login(User.objects.get(id=actor.user_id))
        return client

    return sign_in


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_the_back_office_opens_to_those_who_look_after_people(as_, branch, role):
    """Requirement 8.3: each role sees what it needs and no more."""
    visitor = as_(staff(role, branch))

    for name in PAGES:
        expected = 200 if role in LOOKS_AFTER_PEOPLE else 403
        assert visitor.get(reverse(name)).status_code == expected, name
    for name in ("stuck", "wellbeing"):
        assert visitor.get(reverse(name)).status_code == 403, name


def test_inviting_a_colleague_lets_them_in_with_a_first_role(as_, branch):
    """Requirement 8.7: users and roles."""
    number = phone_number()
    given = {"name": "林悦", "phone": number, "role": "consultant", "place": branch.pk}

    answer = as_(staff("manager", branch)).post(reverse("invite_user"), given)

    assert answer.status_code == 302
    role = Role.objects.get(role="consultant")
    assert (role.user.name, role.branch) == ("林悦", branch)


@pytest.mark.parametrize(
    "wrong", [{"phone": "12345"}, {"role": "owner"}, {"place": "everywhere"}, {"name": ""}]
)
def test_a_wrong_invitation_keeps_what_was_typed_and_lets_nobody_in(as_, branch, wrong):
    given = {"name": "林悦", "phone": "199-0000-8001", "role": "consultant", "place": branch.pk}
    visitor = as_(staff("manager", branch))
    before = (User.objects.count(), Role.objects.count(), ledger_size())

    answer = visitor.post(reverse("invite_user"), given | wrong)

    assert answer.status_code == 422
    assert (wrong.get("phone") or "199-0000-8001") in answer.content.decode()
    assert (User.objects.count(), Role.objects.count(), ledger_size()) == before


def test_a_role_is_added_and_ended(as_, branch):
    colleague = staff("dispatcher", branch)
    visitor = as_(staff("manager", branch))

    visitor.post(
        reverse("grant_role", args=[colleague.user_id]), {"role": "care", "place": branch.pk}
    )
    role = Role.objects.get(user_id=colleague.user_id, role="care")
    assert role.until is None

    assert "客服专员" in visitor.get(reverse("end_role", args=[role.pk])).content.decode()
    role.refresh_from_db()
    assert role.until is None, "asking ends nothing"

    visitor.post(reverse("end_role", args=[role.pk]))
    role.refresh_from_db()
    assert role.until is not None


def test_the_list_of_people_is_quiet_and_each_has_a_page_with_what_can_be_done(as_, branch):
    colleague = staff("dispatcher", branch)
    visitor = as_(staff("manager", branch))

    listed = visitor.get(reverse("settings")).content.decode()
    assert "结束此岗位" not in listed
    assert reverse("person", args=[colleague.user_id]) in listed

    shown = visitor.get(reverse("person", args=[colleague.user_id])).content.decode()
    role = Role.objects.get(user_id=colleague.user_id)
    assert reverse("end_role", args=[role.pk]) in shown
    assert reverse("grant_role", args=[colleague.user_id]) in shown


def test_no_role_is_given_that_nobody_chose(as_, branch):
    colleague = staff("dispatcher", branch)
    visitor = as_(staff("administrator"))
    size = ledger_size()

    answer = visitor.post(
        reverse("grant_role", args=[colleague.user_id]), {"role": "", "place": branch.pk}
    )

    assert answer.status_code == 422
    assert "这一项不能留空" in answer.content.decode()
    assert ledger_size() == size


def test_the_outbox_is_turned_page_by_page_and_names_who_was_told(as_, branch):
    reader = staff("manager", branch)
    for number in range(41):
        queue_notice(
            actor=MESSENGER,
            key=f"n/{number}",
            kind="visit.started",
            channel="app",
            about="household/1",
            words=f"第 {number} 条",
            at=MONDAY_9,
            user_id=reader.user_id,
            branch_id=branch.pk,
        )
    visitor = as_(reader)

    first = visitor.get(reverse("outbox")).content.decode()
    second = visitor.get(reverse("outbox"), {"page": "2"}).content.decode()

    assert "第 40 条" in first
    assert "第 0 条" not in first
    assert "第 0 条" in second
    assert User.objects.get(id=reader.user_id).name in second.partition("第 0 条")[2]


def test_a_colleague_of_another_branch_is_not_there(as_, branch):
    """Requirement 8.3: branches are kept apart."""
    stranger = staff("dispatcher", open_branch())
    visitor = as_(staff("manager", branch))

    answer = visitor.post(
        reverse("grant_role", args=[stranger.user_id]), {"role": "care", "place": branch.pk}
    )

    assert answer.status_code == 404
    assert Role.objects.filter(user_id=stranger.user_id).count() == 1


def test_people_are_read_in_two_queries(branch, django_assert_num_queries):
    for role in ("dispatcher", "care", "finance"):
        staff(role, branch)
    manager = staff("manager", branch)

    with django_assert_num_queries(2):
        found = people(actor=manager, at=MONDAY_9)

    assert len(found) == 4


def test_a_branch_is_opened_by_an_administrator_alone(as_, branch):
    given = {"name": "浦东店", "code": "pudong", "latitude": 31.2, "longitude": 121.5}

    assert as_(staff("manager", branch)).post(reverse("branches"), given).status_code == 403
    assert Branch.objects.count() == 1

    assert as_(staff("administrator")).post(reverse("branches"), given).status_code == 302
    assert Branch.objects.filter(code="pudong").exists()


def test_a_figure_is_decided_with_its_source(as_, branch):
    """Requirement 8.7: settings with date and source."""
    seed()
    visitor = as_(staff("manager", branch))
    given = {
        "value": "3",
        "place": branch.pk,
        "valid_from": "2099-01-01",
        "source": "店务会议",
    }

    answer = visitor.post(reverse("figure", args=["org.link_days"]), given)

    assert answer.status_code == 302
    on_that_day = figures(("org.link_days",), branch_id=branch.pk, on=date(2099, 1, 1))
    assert on_that_day == {"org.link_days": 3}


@pytest.mark.parametrize(
    "wrong", [{"value": "three"}, {"value": '"3"'}, {"valid_from": "2001-01-01"}]
)
def test_a_figure_that_cannot_be_right_is_refused_beside_the_field(as_, branch, wrong):
    seed()
    given = {"value": "3", "place": branch.pk, "valid_from": "2099-01-01", "source": "店务会议"}
    visitor = as_(staff("manager", branch))
    before = (Setting.objects.count(), ledger_size())

    answer = visitor.post(reverse("figure", args=["org.link_days"]), given | wrong)

    assert answer.status_code == 422
    assert "店务会议" in answer.content.decode(), "what was typed is kept"
    assert (Setting.objects.count(), ledger_size()) == before


def test_figures_are_shown_in_words_and_never_as_they_are_kept(as_, branch):
    seed()

    shown = as_(staff("manager", branch)).get(reverse("figures")).content.decode()

    for words in (
        "准时到岗率 95% · 履约率 98% · 满意率 90%",
        "雇主责任险",
        "¥20.00",
        "24 小时",
        "6 天",
        "是",
    ):
        assert f">{words}</td>" in shown
    assert "{" not in shown.partition("<main")[2]
    assert ">planning." not in shown
    assert (
        "没有找到参数"
        in as_(staff("manager", branch)).get("/settings/figures/?q=水星").content.decode()
    )


def test_every_figure_there_is_can_be_opened_to_be_decided(as_, branch):
    seed()
    visitor = as_(staff("manager", branch))

    listed = visitor.get(reverse("figures")).content.decode()

    for key in names_of_figures():
        assert reverse("figure", args=[key]) in listed
        assert visitor.get(reverse("figure", args=[key])).status_code == 200


@pytest.mark.parametrize(
    ("key", "given", "decided"),
    [
        ("planning.tools_fee_fen", {"value": "25.50"}, 2550),
        ("planning.tax_basis_points", {"value": "6"}, 600),
        ("dispatch.opens_on_holidays", {"value": "0"}, 0),
        (
            "clearance.insurance_of_employees",
            {"value": ["employer", "accident"]},
            ["employer", "accident"],
        ),
        (
            "planning.usual_targets",
            {"value_on_time": "96", "value_kept": "98", "value_csat": "92"},
            {"on_time": 96, "kept": 98, "csat": 92},
        ),
    ],
)
def test_a_figure_is_asked_for_as_people_say_it(as_, branch, key, given, decided):
    """Requirement 8.7: settings with date and source."""
    seed()
    visitor = as_(staff("manager", branch))
    more = {"place": branch.pk, "valid_from": "2099-01-01", "source": "店务会议"}

    answer = visitor.post(reverse("figure", args=[key]), given | more)

    assert answer.status_code == 302
    assert figures((key,), branch_id=branch.pk, on=date(2099, 1, 1)) == {key: decided}
    assert visitor.get(reverse("figure", args=[key])).status_code == 200


def test_a_holiday_is_corrected_by_an_administrator(as_, branch):
    given = {"day": "2038-01-02", "name": "元旦", "kind": "holiday"}
    of_that_day = Holiday.objects.filter(day=given["day"])

    assert as_(staff("manager", branch)).post(reverse("holidays"), given).status_code == 403
    assert not of_that_day.exists()

    assert as_(staff("administrator")).post(reverse("holidays"), given).status_code == 302
    assert of_that_day.get().name == "元旦"


def test_the_outbox_masks_numbers_and_shows_no_codes(as_, branch):
    """Requirement 8.4: masked on screen."""
    for key, kind in (("a", "visit.started"), ("b", "code")):
        queue_notice(
            actor=MESSENGER,
            key=key,
            kind=kind,
            channel="sms",
            about="household/1",
            words=f"words of {kind}",
            address="+8619900000001",
            branch_id=branch.pk,
            at=MONDAY_9,
        )

    shown = as_(staff("manager", branch)).get(reverse("outbox")).content.decode()

    assert "words of visit.started" in shown
    assert "words of code" not in shown
    assert "19900000001" not in shown


def test_a_parked_hand_off_is_shown_and_tried_again(as_, branch):
    """Requirement 8.7: what failed is shown to a person, who tries it again."""
    event = record(EchoHeard(of=1), branch, actor=FOUNDER, at=MONDAY_9)
    parked = Delivery.objects.create(
        event=event, reaction="echoes.fade", attempts=6, parked_at=MONDAY_9, failure="Oh: no"
    )
    visitor = as_(staff("administrator"))
    assert "Oh: no" in visitor.get(reverse("stuck")).content.decode()

    visitor.post(reverse("retry_handoff", args=[parked.pk]))

    parked.refresh_from_db()
    assert (parked.parked_at, parked.attempts) == (None, 0)
    assert deliver(at=MONDAY_9, table=TABLE) == 1


def test_an_administrator_reads_how_the_house_runs_and_what_to_do(as_, branch):
    """Requirement 8.7: health."""
    shown = as_(staff("administrator")).get(reverse("wellbeing")).content.decode()

    assert "没有后台进程在工作。" in shown
    assert "启动后台任务" in shown
    assert shown.index("没有后台进程在工作。") < shown.index("数据库已是最新。"), "the worst first"
    take_lease(DELIVERING, holder="worker", at=timezone.now())
    deliver(at=timezone.now())
    shown = as_(staff("administrator")).get(reverse("wellbeing")).content.decode()
    assert "后台进程正在工作。" in shown
    assert "启动后台任务" not in shown


def test_a_colleague_who_leaves_is_out_at_once(as_, branch):
    """Requirement 8.7: users."""
    colleague = User.objects.get(id=staff("dispatcher", branch).user_id)
    theirs = Client()
    theirs.force_login(colleague)
    visitor = as_(staff("manager", branch))
    assert visitor.get(reverse("person", args=[colleague.pk])).status_code == 200

    assert visitor.get(reverse("close_login", args=[colleague.pk])).status_code == 200
    assert theirs.get(reverse("me")).status_code == 200, "asking closes nothing"

    visitor.post(reverse("close_login", args=[colleague.pk]))
    assert theirs.get(reverse("me")).status_code == 302

    visitor.post(reverse("reopen_login", args=[colleague.pk]))
    colleague.refresh_from_db()
    assert colleague.is_active


def test_a_wrong_new_number_is_said_beside_the_field(as_, branch):
    colleague = staff("dispatcher", branch)
    visitor = as_(staff("manager", branch))

    answer = visitor.post(reverse("person", args=[colleague.user_id]), {"phone": "12345"})

    assert answer.status_code == 422
    assert "12345" in answer.content.decode()
