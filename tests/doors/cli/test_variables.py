"""Every variable that the house reads stands on the page for whoever runs it, and no other."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import guanjia
from guanjia.config.services import messengers
from guanjia.outbound.messages.alibaba import Alibaba

pytestmark = pytest.mark.once

ROOT = Path(guanjia.__file__).parents[1]
VARIABLE = re.compile(r"\b(?:GUANJIA|ROTA)_[A-Z][A-Z_]*[A-Z]\b")
ALIBABA = {
    "GUANJIA_SMS": "alibaba",
    "GUANJIA_SMS_KEY": "LTAI",
    "GUANJIA_SMS_SECRET": "s",
    "GUANJIA_SMS_SIGN": "管家家政",
    "GUANJIA_SMS_TEMPLATES": "/etc/guanjia/sms.toml",
}
WECHAT = {
    "GUANJIA_WECHAT_APP": "wx1",
    "GUANJIA_WECHAT_SECRET": "s",
    "GUANJIA_WECHAT_TEMPLATES": "/etc/guanjia/wechat.toml",
}


def read_by_the_house():
    sources = [path for room in ("guanjia", "rota") for path in (ROOT / room).rglob("*.py")]
    return set().union(*(VARIABLE.findall(path.read_text()) for path in sources))


def test_the_page_names_every_variable_and_no_other():
    _before, _title, table = (
        (ROOT / "docs" / "operations.md").read_text().partition("## Every variable")
    )
    rows = [row for row in table.split("\n## ")[0].splitlines() if row.startswith("| `")]
    named = set().union(*(VARIABLE.findall(row.split("|")[1]) for row in rows))

    assert named == read_by_the_house()


def test_without_a_variable_nobody_brings_anything_outside():
    assert messengers({}) == {
        "app": "guanjia.outbound.messages.Kept",
        "print": "guanjia.outbound.messages.Kept",
        "sms": "",
        "wechat": "",
        "email": "",
    }


def test_a_provider_is_chosen_by_its_name():
    tencent = ALIBABA | {"GUANJIA_SMS": "tencent", "GUANJIA_SMS_APP": "1400006666"}

    assert messengers(ALIBABA)["sms"].endswith(".Alibaba")
    assert messengers(tencent)["sms"].endswith(".Tencent")
    assert messengers({"GUANJIA_SMS": "ours.Pigeons"})["sms"] == "ours.Pigeons"
    assert messengers(WECHAT)["wechat"].endswith(".WeChat")
    assert messengers({"GUANJIA_MAIL_HOST": "smtp.example"})["email"].endswith(".Mail")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        *((ALIBABA, name) for name in ALIBABA if name != "GUANJIA_SMS"),
        *((WECHAT, name) for name in WECHAT if name != "GUANJIA_WECHAT_APP"),
        (ALIBABA | {"GUANJIA_SMS": "tencent"}, "GUANJIA_SMS_APP"),
    ],
)
def test_a_provider_that_was_chosen_is_told_what_it_lacks(given, missing):
    lacking = {name: value for name, value in given.items() if name != missing}

    with pytest.raises(ImproperlyConfigured, match=missing):
        messengers(lacking)


def test_a_provider_that_nobody_knows_is_refused_with_those_that_are_known():
    with pytest.raises(ImproperlyConfigured, match="alibaba or tencent"):
        messengers({"GUANJIA_SMS": "aliyun"})


def test_the_house_does_not_start_with_half_a_provider(house):
    code, said = house("doctor", GUANJIA_SMS="alibaba", GUANJIA_SMS_KEY="LTAI")

    assert code == 1
    assert "GUANJIA_SMS is set, but not GUANJIA_SMS_SECRET" in said


def test_the_doctor_names_a_file_of_texts_that_cannot_be_read(house, tmp_path):
    given = ALIBABA | {"GUANJIA_SMS_TEMPLATES": str(tmp_path / "nowhere.toml")}

    _code, said = house("doctor", **given)

    assert "Nothing is delivered by SMS" in said
    assert "nowhere.toml" in said


def test_a_provider_that_is_set_is_read_from_its_variables(house, tmp_path, settings):
    file = tmp_path / "sms.toml"
    code, printed = house("sms-templates")
    file.write_text(printed.replace('id = ""', 'id = "SMS_1"', 1), encoding="utf-8")

    examined = house("doctor", **ALIBABA | {"GUANJIA_SMS_TEMPLATES": str(file)})[1]
    settings.SMS = {"key": "k", "secret": "s", "sign": "x", "templates": str(file), "app": ""}

    assert code == 0
    assert "✓ Whatever is written to people outside is brought by somebody." in examined
    assert [one.id for one in Alibaba().account.templates] == ["SMS_1"]
