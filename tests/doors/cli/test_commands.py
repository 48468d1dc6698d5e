"""The program `guanjia`, run as a program."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from guanjia.chapters.org.models import Role, Setting, User
from guanjia.config.services import WECHAT_NEEDS
from guanjia.outbound.commands import queue_notice
from tests.doors.cli.conftest import running, surroundings
from tests.world.company import FOUNDER, login, open_branch


def test_a_new_key_is_a_key(house):
    code, said = house("new-key")

    assert code == 0
    assert Fernet(said.strip())


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(house):
    """Requirement 8.7: health."""
    code, said = house("doctor")

    assert code == 1
    assert "✗ Styles and scripts have not been collected." in said
    assert "→ `guanjia run` does it" in said
    assert "✓ The database is up to date." in said


def test_the_doctor_speaks_chinese_where_the_machine_does(house):
    _code, said = house("doctor", LANG="zh_CN.UTF-8")

    assert "✓ 数据库已是最新。" in said


@pytest.mark.once
def test_the_doctor_says_that_a_wechat_account_reaches_nobody(house):
    named = dict.fromkeys(WECHAT_NEEDS, "x")

    _code, said = house("doctor", **named)

    assert "◐ A WeChat service account is set, but this house knows nobody's openid" in said
    assert "→ Leave GUANJIA_WECHAT_APP unset" in said
    assert "openid" not in house("doctor")[1]


@pytest.mark.once
@pytest.mark.parametrize(
    ("letters", "language", "words"),
    [
        ("gbk", "zh_CN.GBK", "+ 数据库已是最新。"),
        ("ascii", "zh_CN.UTF-8", "+ The database is up to date."),
    ],
)
def test_the_doctor_speaks_to_a_terminal_of_few_letters(house, letters, language, words):
    code, said = house("doctor", PYTHONIOENCODING=letters, LANG=language)

    assert code == 1
    assert "Traceback" not in said
    assert words in said


def test_the_doctor_notices_keys_that_open_nothing(house):
    login()

    code, said = house("doctor", GUANJIA_VAULT_KEYS=Fernet.generate_key().decode())

    assert code == 1
    assert "do not open what is in the database" in said


@pytest.mark.once
@pytest.mark.parametrize("kept", [None, "", "a foreign one"])
def test_without_the_key_that_encrypted_it_a_house_is_not_opened_and_nothing_is_written(
    house, tmp_path, kept
):
    """A backup that nobody can read must not take the place of one that can be read."""
    login()
    key = tmp_path / "var" / "vault.key"
    if kept is not None:
        key.write_text(kept and Fernet.generate_key().decode())
    users = User.objects.count()

    for command in (
        ["run", "--empty"], ["work"], ["migrate"], ["invite", "顾明远", "19900000001"],
        ["keys", "rotate"], ["backup", str(tmp_path / "house.guanjia")],
    ):  # fmt: skip
        code, said = house(*command, GUANJIA_VAULT_KEYS="")
        assert (code, "Traceback" in said) == (1, False), said
        assert "key" in said
        assert f"Bring {key} back" in said

    assert not (tmp_path / "house.guanjia").exists()
    assert User.objects.count() == users
    assert not Setting.objects.exists()
    assert len(key.read_text().split()) <= 1, "no key was added"


@pytest.mark.once
def test_no_new_key_is_drawn_in_place_of_one_that_is_lost(house, tmp_path):
    """Whatever was sealed by a new one would be lost when the old one is brought back."""
    login()
    key = tmp_path / "var" / "vault.key"
    house("doctor")
    assert (tmp_path / "var" / "secret.key").exists()

    for command in (
        ["run", "--empty"], ["work"], ["migrate"], ["invite", "顾明远", "19900000001"], ["doctor"],
        ["demo"], ["keys", "rotate"], ["keys", "status"], ["keys", "finish"],
        ["backup", str(tmp_path / "house.guanjia")],
    ):  # fmt: skip
        code, said = house(*command, GUANJIA_VAULT_KEYS="")
        assert (code, "Traceback" in said) == (1, False), said
        assert f"Bring {key} back" in said, command
        assert not key.exists(), command

    assert User.objects.count() == 1
    assert not Setting.objects.exists()


def test_whose_key_is_foreign_is_not_told_that_all_is_well(house):
    login()

    code, said = house("keys", "status", GUANJIA_VAULT_KEYS=Fernet.generate_key().decode())

    assert code == 1
    assert "do not open what is in the database" in said
    assert "sealed by one key" not in said


@pytest.mark.once
def test_a_house_whose_database_is_gone_tells_no_story_into_its_place(house, tmp_path):
    address = f"sqlite:///{tmp_path}/gone.sqlite3"
    (tmp_path / "var" / "vault" / "ab").mkdir(parents=True)
    (tmp_path / "var" / "vault" / "ab" / "photo").write_bytes(b"sealed")

    for command in (["run"], ["demo", "--size", "tiny"], ["migrate"], ["invite", "x", "1"]):
        code, said = house(*command, GUANJIA_DATABASE_URL=address)
        assert (code, "Traceback" in said) == (1, False), said
        assert "The database of this house is gone" in said
        assert "guanjia restore" in said

    code, said = house("doctor", GUANJIA_DATABASE_URL=address)
    assert "The database of this house is gone" in said


def test_the_doctor_notices_that_nobody_is_at_work(house):
    at = timezone.now()
    queue_notice(
        actor=FOUNDER,
        key="x",
        kind="x",
        channel="app",
        about="company",
        words="x",
        at=at - timedelta(minutes=7),
    )

    code, said = house("doctor")

    assert code == 1
    assert "have waited for 7 minutes" in said
    assert "Start the worker" in said


def test_the_doctor_notices_that_nothing_is_delivered_and_names_what_to_set(house):
    queue_notice(
        actor=FOUNDER,
        key="x",
        kind="x",
        channel="sms",
        address="+8619900000001",
        about="company",
        words="x",
        at=timezone.now() - timedelta(minutes=7),
    )

    code, said = house("doctor")
    _code, demo = house("doctor", GUANJIA_DEMO="yes")

    assert code == 1
    assert "✗ Nothing is delivered by SMS: no provider is set. Messages that wait: 1." in said
    assert "→ Set GUANJIA_SMS" in said
    assert "have waited for" not in said, "no worker could send it"
    assert "✓ Whatever is written to people outside is brought by somebody." in demo


def test_the_first_administrator_is_let_in(house):
    code, said = house("invite", "顾明远", "199-0000-0001")

    assert (code, "顾明远" in said) == (0, True)
    assert "no SMS provider is set" in said
    assert Role.objects.get(role="administrator", branch=None).user.phone == "+8619900000001"


def test_a_wrong_number_lets_nobody_in(house):
    code, said = house("invite", "顾明远", "12345")

    assert code == 1
    assert "not a phone number" in said
    assert not User.objects.exists()


def test_a_house_in_which_people_live_tells_no_story(house):
    login()

    code, said = house("demo", "--size", "small")

    assert code == 1
    assert "real people" in said
    assert User.objects.count() == 1


def test_production_refuses_to_open_without_its_secrets(house):
    code, said = house(
        "doctor",
        DJANGO_SETTINGS_MODULE="guanjia.config.settings.production",
        GUANJIA_VAULT_KEYS="",
    )

    assert code == 1
    for name in ("GUANJIA_SECRET_KEY", "GUANJIA_VAULT_KEYS", "GUANJIA_HOSTS", "GUANJIA_ADDRESS"):
        assert name in said


def test_production_is_never_a_demonstration_and_passes_the_deployment_checks(
    own_database, tmp_path
):
    within = surroundings(own_database, tmp_path) | {
        "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.production",
        "GUANJIA_SECRET_KEY": "x5V" * 20 + "!q$",
        "GUANJIA_HOSTS": "guanjia.example",
        "GUANJIA_ADDRESS": "https://guanjia.example",
        "GUANJIA_DEMO": "yes",
    }

    def python(*arguments):
        command = [sys.executable, "-W", "ignore", *arguments]
        return subprocess.run(command, env=within, capture_output=True, text=True, check=False)

    checked = python("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    asked = python("-c", "from django.conf import settings; print(settings.IS_DEMO)")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert asked.stdout.strip() == "False"


def test_web_and_jobs_start_together_and_stop_together(own_database, tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    open_branch()
    with running(own_database, folder) as (address, process):
        with urllib.request.urlopen(f"{address}/health/?only=web", timeout=10) as answer:
            assert answer.status == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        deadline = time.monotonic() + 20
        while _pending() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert _pending() == 0, "the jobs are at work"

    assert process.returncode == 0
    assert len(children) == 2
    for child in children:
        assert not Path(f"/proc/{child}").exists()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}/health/", timeout=2)


def _pending():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_pending")
        return cursor.fetchone()[0]


def test_help_names_every_command(house):
    code, said = house("--help")

    assert code == 0
    for command in ("run", "work", "demo", "doctor", "migrate", "backup", "restore", "new-key"):
        assert command in said
