"""Words are laid against registered texts, and only those that say exactly the same are sent."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as some

from guanjia.outbound.messages import Refused
from guanjia.outbound.messages.registered import Registered, fitting, read

VISIT = Registered(
    "SMS_7", "${day}的服务改由${worker}在 ${time} 上门： https://a.cn/go/${link}-${key}/"
)
CODE = Registered("1822001", "{1} 是您的登录验证码，{2} 分钟内有效。")


def test_what_stands_in_the_placeholders_is_found():
    fit = fitting(
        (CODE, VISIT), "11月25日的服务改由李芳、王梅在 09:00 上门：\nhttps://a.cn/go/1a-9f9f/"
    )

    assert fit.template is VISIT
    assert fit.values == {
        "day": "11月25日",
        "worker": "李芳、王梅",
        "time": "09:00",
        "link": "1a",
        "key": "9f9f",
    }


def test_numbered_placeholders_are_known_too():
    assert fitting((CODE,), "482913 是您的登录验证码，5 分钟内有效。").values == {
        "1": "482913",
        "2": "5",
    }


@pytest.mark.parametrize(
    "words",
    [
        "",
        "482913 是您的登录验证码，5 分钟内有效",
        "482913 是您的登录验证码，5 分钟内有效。再见",
        " 是您的登录验证码，5 分钟内有效。",
        "482913 是您的登录验证码， 分钟内有效。",
        "登录验证码",
    ],
)
def test_what_does_not_fit_to_the_last_sign_is_refused(words):
    with pytest.raises(Refused):
        fitting((CODE,), words)


def test_of_two_that_fit_the_one_with_more_words_of_its_own_is_taken():
    wide = Registered("wide", "您好，${all}")
    close = Registered("close", "您好，您的服务改在 ${time}。")

    assert fitting((wide, close), "您好，您的服务改在 09:00。").template is close


@given(
    values=some.lists(
        some.text(min_size=1).filter(lambda v: v.split() == [v]), min_size=2, max_size=2
    )
)
def test_whatever_is_found_says_exactly_the_words(values):
    words = "{} 是您的登录验证码，{} 分钟内有效。".format(*values)

    found = fitting((CODE,), words).values

    assert f"{found['1']} 是您的登录验证码，{found['2']} 分钟内有效。" == words


def test_the_file_is_read_and_what_waits_for_its_id_is_left_out(tmp_path):
    file = tmp_path / "sms.toml"
    file.write_text(
        '[[template]]\nid = "SMS_1"\ntext = "${code} 是验证码"\nsubscribed = true\n'
        '[[template]]\nid = ""\ntext = "${a} 等待登记"\n'
    )

    (template,) = read(str(file))

    assert (template.id, template.names) == ("SMS_1", ("code",))
    assert dict(template.options) == {"subscribed": True}


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "template = 3",
        "template = [3]",
        "not toml",
        "\xff",
        '[[template]]\nid = "a"',
        '[[template]]\nid = 7\ntext = "${code} 是验证码"',
        '[[template]]\nid = ""\ntext = "还没有编号"',
        '[[template]]\nid = "a"\ntext = "${code}"',
        '[[template]]\nid = "a"\ntext = "${code} 是 ${code}"',
    ],
)
def test_a_file_that_cannot_be_right_is_named_with_what_is_wrong(tmp_path, content):
    file = tmp_path / "sms.toml"
    if content is not None:
        file.write_text(content, encoding="latin-1" if content == "\xff" else "utf-8")

    with pytest.raises(ImproperlyConfigured, match=r"sms\.toml"):
        read(str(file))
