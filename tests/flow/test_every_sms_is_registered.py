"""Whatever goes out by SMS is one of the texts that `guanjia sms-templates` prints."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

import guanjia
from guanjia.chapters.org import commands as org
from guanjia.doors import clock
from guanjia.doors.cli.registering import show_texts
from guanjia.flow.delivery import deliver
from guanjia.flow.notices import texts
from guanjia.outbound.commands import send_due
from guanjia.outbound.messages import Refused, carried_by
from guanjia.outbound.messages.registered import PLACEHOLDER, fitting
from guanjia.outbound.models import Notice
from tests.flow.carriers import Carrier, registered
from tests.world.company import FOUNDER, login, open_branch, staff

HOUSE = Path(guanjia.__file__).parent
TELLING = ("flow/notices/clients.py", "flow/notices/logins.py")
"""The modules whose every word goes out by SMS."""
ALSO_TELLING = "doors/web/account/adapters.py"
PIECES = {"IF_NOT_YOU", "AND", "EVERYWHERE"}
"""What is never a message by itself."""


def printed(capsys, **options):
    show_texts(**{"provider": "alibaba", "language": "zh-hans"} | options)
    return tomllib.loads(capsys.readouterr().out)["template"]


def words_said_in(path):
    """Yield every call of gettext in a module that says words of its own instead of a text's."""
    for node in ast.walk(ast.parse((HOUSE / path).read_text())):
        is_said = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext"
        if is_said and not ast.unparse(node.args[0]).startswith("texts."):
            yield ast.unparse(node)


def senders():
    """Return the modules in which something is queued for SMS."""
    return {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if "migrations" not in path.parts and 'channel="sms"' in path.read_text()
    }


def test_sms_are_written_in_three_places_only():
    assert senders() == {*TELLING, ALSO_TELLING}


@pytest.mark.parametrize("path", TELLING)
def test_where_sms_are_written_every_word_is_a_text_to_be_registered(path):
    assert list(words_said_in(path)) == []


def test_every_text_is_printed():
    whole = {message for _name, message, _leads in texts.WHOLE}
    known = {
        message
        for name, message in vars(texts).items()
        if name.isupper() and isinstance(message, str) and " " in message and name not in PIECES
    } - {texts.SIGN_IN, texts.ROLE_ON_OFFER}

    assert known == whole | set(texts.ALARMS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_text_fits_itself_and_no_other(language):
    for template in registered(language):
        words = PLACEHOLDER.sub("甲乙", template.text)
        fit = fitting(registered(language), words)

        assert fit.template.id == template.id
        assert set(fit.values.values()) <= {"甲乙"}


def test_no_two_placeholders_stand_beside_each_other():
    """Carriers refuse a text in which nothing tells two placeholders apart."""
    for template in registered():
        for piece in template.own_words[1:-1]:
            assert piece.strip(), template.text


def test_what_is_printed_is_the_file_that_is_read(capsys, tmp_path):
    first, *_others = printed(capsys)
    assert first == {"id": "", "text": "${code} 是您的登录验证码，5 分钟内有效，请勿告诉他人。"}

    numbered = printed(capsys, provider="tencent")
    assert numbered[0]["text"].startswith("{1} 是您的登录验证码")
    assert "${" not in str(numbered)


def test_the_address_of_links_is_no_placeholder(capsys, settings):
    settings.PUBLIC_ADDRESS = "https://guanjia.example"

    led = [one["text"] for one in printed(capsys) if "https://" in one["text"]]

    assert len(led) == 9
    assert all("https://guanjia.example/" in text for text in led)


@pytest.mark.parametrize("phone", ["021-5566 7788", ""])
@pytest.mark.parametrize("what", texts.ALARMS)
def test_an_alarm_is_registered_with_and_without_a_number_to_call(what, phone):
    fitting(registered(), texts.alarm(what, phone=phone))


def test_other_words_are_not():
    with pytest.raises(Refused):
        fitting(registered(), "您好，恭喜中奖。")


@pytest.mark.django_db
def test_codes_invitations_and_alarms_reach_people_through_a_carrier(client):
    at, branch = clock.now(), open_branch()
    manager = staff("manager", branch)
    new = org.invite_user(actor=manager, name="吴女士", phone="13712341004", at=at)
    org.grant_role(actor=manager, user_id=new.pk, branch_id=branch.pk, role="trainer", at=at)
    known = login()
    client.post(reverse("account_request_login_code"), {"phone": known.phone})
    org.change_phone(actor=FOUNDER, user_id=known.pk, phone="13712341005", at=at)
    deliver(at=at)
    carrier = Carrier()

    with carried_by(carrier, "sms"):
        send_due(at=clock.now())

    told = Notice.objects.filter(channel="sms")
    assert {notice.kind for notice in told} == {"code", "role.granted", "user.phone_changed"}
    assert {(notice.status, notice.failure) for notice in told} == {("sent", "")}
