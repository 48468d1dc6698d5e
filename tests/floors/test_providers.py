"""Each provider's answers are understood: sent, refused for good, or to be tried again."""

import json
import logging
import subprocess
import sys
from contextlib import suppress

import pytest

from guanjia.outbound.messages import Message, NotSent, Refused, Unreachable
from guanjia.outbound.messages import account as accounts
from guanjia.outbound.messages.account import Account
from guanjia.outbound.messages.alibaba import Alibaba
from guanjia.outbound.messages.registered import Registered
from guanjia.outbound.messages.tencent import Tencent
from guanjia.outbound.messages.wechat import WeChat
from tests.floors.providers import provider

CODE = Message(
    key="code/7/1764060000.000000",
    channel="sms",
    address="+8619900000001",
    title="",
    words="482913 是您的登录验证码，5 分钟内有效，请勿告诉他人。",
)
FREE = Message(key="x/1", channel="sms", address="+8619900000001", title="", words="随便说点什么")


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def account(text, *, name="SMS_1", app=""):
    return Account(
        key="LTAI-key",
        secret="secret",
        sign="管家家政",
        templates=(Registered(name, text),),
        app=app,
    )


def alibaba(address):
    text = "${code} 是您的登录验证码，5 分钟内有效，请勿告诉他人。"
    return Alibaba(account(text), address=address, scheme="http")


def tencent(address):
    text = "{1} 是您的登录验证码，5 分钟内有效，请勿告诉他人。"
    return Tencent(account(text, name="1822001", app="1400006666"), address=address, scheme="http")


def told(code):
    return (200, {"Code": code, "Message": "为 19900000001 说明", "RequestId": "r"})


def status(code):
    one = {"SerialNo": "1", "PhoneNumber": "+8619900000001", "Fee": 1, "Code": code, "Message": ""}
    return (200, {"Response": {"SendStatusSet": [one], "RequestId": "r"}})


def error(code):
    return (200, {"Response": {"Error": {"Code": code, "Message": "…"}, "RequestId": "r"}})


def test_alibaba_is_given_the_template_its_values_the_number_and_our_key():
    with provider(told("OK")) as behind:
        alibaba(behind.address).send(CODE)

    (asked,) = behind.asked
    assert asked.fields["PhoneNumbers"] == "19900000001"
    assert asked.fields["SignName"] == "管家家政"
    assert asked.fields["TemplateCode"] == "SMS_1"
    assert json.loads(asked.fields["TemplateParam"]) == {"code": "482913"}
    assert asked.fields["OutId"] == CODE.key
    assert "482913" not in json.dumps(asked.query), "an address stands in logs on the way"


def test_tencent_is_given_the_template_its_values_the_number_and_our_key():
    with provider(status("Ok")) as behind:
        tencent(behind.address).send(CODE)

    (asked,) = behind.asked
    assert asked.fields["PhoneNumberSet"] == ["+8619900000001"]
    assert asked.fields["SignName"] == "管家家政"
    assert asked.fields["TemplateId"] == "1822001"
    assert asked.fields["TemplateParamSet"] == ["482913"]
    assert asked.fields["SmsSdkAppId"] == "1400006666"
    assert asked.fields["SessionContext"] == CODE.key


@pytest.mark.parametrize(
    ("messenger", "answer", "expected"),
    [
        (alibaba, told("isv.MOBILE_NUMBER_ILLEGAL"), Refused),
        (alibaba, told("isv.SMS_TEMPLATE_ILLEGAL"), Refused),
        (alibaba, told("isv.SMS_SIGNATURE_ILLEGAL"), Refused),
        (alibaba, told("isv.BLACK_KEY_CONTROL_LIMIT"), Refused),
        (alibaba, told("isv.BUSINESS_LIMIT_CONTROL"), NotSent),
        (alibaba, told("isv.SOMETHING_NEW"), NotSent),
        (alibaba, told("isv.AMOUNT_NOT_ENOUGH"), Unreachable),
        (alibaba, told("isp.RAM_PERMISSION_DENY"), Unreachable),
        (alibaba, (404, {"Code": "InvalidAccessKeyId.NotFound", "Message": ""}), Unreachable),
        (alibaba, (400, {"Code": "Throttling.User", "Message": ""}), Unreachable),
        (alibaba, (503, {"Code": "ServiceUnavailable", "Message": ""}), Unreachable),
        (alibaba, (200, "<html>login</html>"), NotSent),
        (alibaba, (200, "[]"), NotSent),
        (alibaba, (502, "<html>bad gateway</html>"), Unreachable),
        (tencent, status("FailedOperation.PhoneNumberInBlacklist"), Refused),
        (tencent, status("InvalidParameterValue.IncorrectPhoneNumber"), Refused),
        (tencent, status("FailedOperation.TemplateIncorrectOrUnapproved"), Refused),
        (tencent, status("LimitExceeded.PhoneNumberDailyLimit"), NotSent),
        (tencent, status("InternalError.Timeout"), Unreachable),
        (tencent, status("FailedOperation.InsufficientBalanceInSmsPackage"), Unreachable),
        (tencent, error("AuthFailure.SecretIdNotFound"), Unreachable),
        (tencent, error("RequestLimitExceeded"), Unreachable),
        (tencent, error("FailedOperation.Unheard"), NotSent),
        (tencent, (200, "<html>login</html>"), NotSent),
        (tencent, (200, {"Response": {"SendStatusSet": [], "RequestId": "r"}}), NotSent),
        (tencent, (503, "busy"), Unreachable),
    ],
)
def test_what_a_provider_answers_is_understood(messenger, answer, expected):
    with provider(answer) as behind, pytest.raises(NotSent) as caught:
        messenger(behind.address).send(CODE)

    assert type(caught.value) is expected
    assert "19900000001" not in str(caught.value)
    assert len(behind.asked) == 1, "when it is tried again is ours to say"


@pytest.mark.parametrize("messenger", [alibaba, tencent])
def test_a_provider_that_is_silent_or_gone_is_not_waited_for(messenger, monkeypatch):
    assert accounts.SECONDS_TO_CONNECT + accounts.SECONDS_TO_ANSWER < 10
    for module in ("alibaba", "tencent"):
        monkeypatch.setattr(f"guanjia.outbound.messages.{module}.SECONDS_TO_ANSWER", 0.2)

    with provider(0.6) as behind, pytest.raises(Unreachable):
        messenger(behind.address).send(CODE)
    with pytest.raises(Unreachable):
        messenger(behind.address).send(CODE)


@pytest.mark.parametrize("messenger", [alibaba, tencent])
def test_words_that_fit_no_template_are_refused_and_go_nowhere(messenger):
    with provider(told("OK")) as behind, pytest.raises(Refused, match="fit no registered"):
        messenger(behind.address).send(FREE)

    assert behind.asked == []


@pytest.mark.parametrize(
    ("messenger", "answer"),
    [(alibaba, told("isv.MOBILE_NUMBER_ILLEGAL")), (tencent, status("Ok")), (alibaba, (200, "x"))],
)
def test_no_library_writes_numbers_or_codes_into_the_log(messenger, answer, caplog):
    caplog.set_level(logging.DEBUG)
    with provider(answer) as behind, suppress(NotSent):
        messenger(behind.address).send(CODE)

    assert "482913" not in caplog.text
    assert "19900000001" not in caplog.text


def test_a_number_from_elsewhere_keeps_its_countrys():
    abroad = Message(key="k", channel="sms", address="+85251234567", title="", words=CODE.words)
    with provider(told("OK")) as behind:
        alibaba(behind.address).send(abroad)

    assert behind.asked[0].fields["PhoneNumbers"] == "85251234567"


CHANGED = Message(
    key="visit/9",
    channel="wechat",
    address="o6_bmjrPTlm6_2sgVt7hMZOPfL2M",
    title="",
    words="您 11月25日 的服务有变：李芳 09:00 到。",
    link="https://guanjia.example/go/abc/",
)
TOKEN = (200, {"access_token": "t-1", "expires_in": 7200})
NEW_TOKEN = (200, {"access_token": "t-2", "expires_in": 7200})
FINE = (200, {"errcode": 0, "errmsg": "ok", "msgid": 1})


def wechat(address, **options):
    text = "您 ${time2} 的服务有变：${thing4} ${time5} 到。"
    return WeChat(
        app="wx1",
        secret="s",
        templates=(Registered("tpl", text, tuple(options.items())),),
        address=f"http://{address}",
    )


def test_wechat_is_given_its_keyed_fields_the_link_and_our_key():
    with provider(TOKEN, FINE) as behind:
        wechat(behind.address).send(CHANGED)

    _token, sent = behind.asked
    assert (sent.path, sent.query) == ("/cgi-bin/message/template/send", {"access_token": "t-1"})
    assert sent.fields == {
        "touser": CHANGED.address,
        "template_id": "tpl",
        "data": {
            "time2": {"value": "11月25日"},
            "thing4": {"value": "李芳"},
            "time5": {"value": "09:00"},
        },
        "url": CHANGED.link,
        "client_msg_id": "visit/9",
    }


def test_wechat_sends_subscribed_notices_by_their_own_way():
    with provider(TOKEN, FINE) as behind:
        wechat(behind.address, subscribed=True).send(CHANGED)

    sent = behind.asked[1]
    assert sent.path == "/cgi-bin/message/subscribe/bizsend"
    assert sent.fields["page"] == CHANGED.link


def test_a_token_is_fetched_once_and_anew_when_it_is_spent():
    with provider(TOKEN, FINE, FINE, (200, {"errcode": 42001}), NEW_TOKEN, FINE) as behind:
        messenger = wechat(behind.address)
        for _time in range(3):
            messenger.send(CHANGED)

    fetched = [asked for asked in behind.asked if asked.path == "/cgi-bin/stable_token"]
    assert len(fetched) == 2
    assert behind.asked[-1].query == {"access_token": "t-2"}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((TOKEN, (200, {"errcode": 40003})), Refused),
        ((TOKEN, (200, {"errcode": 43101})), Refused),
        ((TOKEN, (200, {"errcode": 47003})), Refused),
        ((TOKEN, (200, {"errcode": -1})), NotSent),
        ((TOKEN, (200, {"errcode": 99999})), NotSent),
        ((TOKEN, (200, {"errcode": 45009})), Unreachable),
        ((TOKEN, (200, {"errcode": 40001})), Unreachable),
        ((TOKEN, (200, "no json")), NotSent),
        ((TOKEN, (200, "[1]")), NotSent),
        ((TOKEN, (500, "")), Unreachable),
        (((200, {"errcode": 40125, "errmsg": "invalid appsecret"}),), Unreachable),
        (((200, {"errcode": -1}),), Unreachable),
    ],
)
def test_what_wechat_answers_is_understood(answers, expected):
    with provider(*answers) as behind, pytest.raises(NotSent) as caught:
        wechat(behind.address).send(CHANGED)

    assert type(caught.value) is expected


def test_wechat_that_is_gone_is_unreachable_and_its_token_is_told_to_nobody():
    with provider(TOKEN, FINE) as behind:
        messenger = wechat(behind.address)
        messenger.send(CHANGED)
    with pytest.raises(Unreachable) as caught:
        messenger.send(CHANGED)

    assert "t-1" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_whoever_sends_nothing_this_way_does_not_load_its_library():
    """A start of the house reads no client library that it does not use."""
    asked = (
        "import sys, guanjia.outbound.messages, guanjia.outbound.messages.alibaba,"
        " guanjia.outbound.messages.tencent;"
        "print([name for name in ('aliyunsdkcore', 'tencentcloud') if name in sys.modules])"
    )

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
