"""Starting a house: what stands in the way is said in words, before anything is made ready."""

import os
import pty
import signal
import socket
import subprocess
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from guanjia.chapters.catalog.commands import seed_catalogue
from guanjia.chapters.org import commands as org
from guanjia.chapters.org.models import User
from guanjia.doors.cli.alone import InTheWay, holding_folder, holding_port
from guanjia.kernel.clock import local_day
from tests.cluster import free_port
from tests.databases import ROOT
from tests.doors.cli.conftest import GUANJIA, running, surroundings
from tests.world.company import FOUNDER, login, open_branch


@pytest.fixture
def taken_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_is_taken_is_named_before_anything_is_prepared(house, taken_port, tmp_path):
    code, said = house("run", "--empty", "--port", str(taken_port))

    assert code == 1
    assert f"Port {taken_port} is taken" in said
    assert "Preparing" not in said
    assert not (tmp_path / "var" / "static").exists()


def test_make_names_a_taken_port_and_a_free_one_before_it_installs_anything(taken_port):
    asked = [ROOT / "scripts" / "port-is-free", str(taken_port)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"Port {taken_port} is taken" in done.stderr
    assert "make run PORT=" in done.stderr
    plan = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "run", f"PORT={taken_port}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    first, *later = plan.stdout.splitlines()
    assert first == f'scripts/port-is-free "{taken_port}"'
    assert any(f'--port "{taken_port}"' in line for line in later)


def test_make_is_content_with_a_free_port():
    asked = [ROOT / "scripts" / "port-is-free", str(free_port())]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("word", ["0", "65536", "-1", "eighty", "²", ""])
def test_what_is_no_port_is_refused_by_program_and_make(house, word, tmp_path):
    code, said = house("run", "--empty", f"--port={word}")
    asked = [ROOT / "scripts" / "port-is-free", word]
    made = subprocess.run(asked, capture_output=True, text=True, check=False)

    assert code == 2
    assert "from 1 to 65535" in said
    assert "Traceback" not in said
    assert not list((tmp_path / "var").iterdir())
    assert made.returncode == 2
    assert "from 1 to 65535" in made.stderr


def test_an_address_of_another_machine_is_not_called_a_taken_port(house):
    code, said = house("run", "--empty", "--host", "192.0.2.7", "--port", str(free_port()))

    assert code == 1
    assert "This machine has no address 192.0.2.7" in said


def test_a_port_is_held_while_the_house_is_prepared():
    port = free_port()
    said = f"Port {port} is taken|端口 {port} 已被占用"
    with (
        holding_port("127.0.0.1", port),
        pytest.raises(InTheWay, match=said),
        holding_port("127.0.0.1", port),
    ):
        pytest.fail("the port was had twice")
    with holding_port("127.0.0.1", port):
        pass


def test_a_second_house_in_the_same_folder_is_refused_and_the_first_goes_on(
    house, own_database, tmp_path
):
    open_branch()
    with running(own_database, tmp_path / "var") as (_address, process):
        ran, said = house("run", "--empty", "--port", str(free_port()))
        told, heard = house("demo", "--size", "tiny")
        assert process.poll() is None

        assert (ran, told) == (1, 1)
        for words in (said, heard):
            assert f"Another guanjia works in {tmp_path / 'var'} (process {process.pid})" in words
            assert "GUANJIA_VAR" in words
    assert not User.objects.exists()


def test_a_folder_is_free_again_when_its_holder_has_ended(tmp_path):
    for _time in range(2):
        with holding_folder(tmp_path):
            pass


def prepared(*, at):
    """Bring in the figures and the catalogue at a moment of one's own, so that starting need not."""
    org.seed_settings(actor=FOUNDER, at=at)
    org.seed_holidays(actor=FOUNDER, at=at)
    seed_catalogue(actor=FOUNDER, at=at)


def test_a_clock_that_was_set_back_is_said_and_mended_in_words(house, own_database, tmp_path):
    prepared(at=timezone.now() + timedelta(days=3))
    open_branch(at=timezone.now())  # the first fact by the clock that was set back

    code, examined = house("doctor")
    with running(own_database, tmp_path / "var"):
        said = (tmp_path / "var" / "log").read_text()

    assert code == 1
    for words in (examined, said):
        assert "but the newest fact in this house is of" in words
        assert "Set the machine's clock" in words


def test_a_demonstration_of_long_ago_says_that_it_has_grown_old(house, own_database, tmp_path):
    long_ago = timezone.now() - timedelta(days=30)
    prepared(at=long_ago)
    org.mark_as_demo(actor=FOUNDER, at=long_ago)

    with running(own_database, tmp_path / "var"):
        said = (tmp_path / "var" / "log").read_text()

    day = local_day(long_ago, settings.TIME_ZONE)
    assert f"This demonstration ends on {day:%Y-%m-}" in said
    assert "GUANJIA_VAR" in said


def test_a_story_that_has_been_told_is_not_told_again(house):
    org.mark_as_demo(actor=FOUNDER, at=timezone.now())
    login()

    code, said = house("demo", "--size", "tiny")

    assert code == 1
    assert "The story has been told here" in said
    assert "Traceback" not in said
    assert User.objects.count() == 1


@pytest.mark.parametrize(("answer", "code"), [("no", 1), ("yes", 0)])
def test_whoever_opens_a_house_in_which_nothing_has_happened_for_long_is_asked_about_the_clock(
    own_database, tmp_path, answer, code
):
    prepared(at=timezone.now() - timedelta(days=300))
    ours, theirs = pty.openpty()
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(
            [GUANJIA, "run", "--empty", "--port", str(free_port())],
            env=surroundings(own_database, tmp_path),
            stdin=theirs,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    os.write(ours, f"{answer}\n".encode())
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if "The house is open" in (tmp_path / "said").read_text():
            process.send_signal(signal.SIGTERM)
            break
        time.sleep(0.1)

    assert process.wait(timeout=30) == code
    words = (tmp_path / "said").read_text()
    assert "nothing has happened in this house since" in words
    assert ("Preparing the house" in words) == (answer == "yes")


def test_a_house_that_nobody_sits_at_is_opened_and_says_so(own_database, tmp_path):
    prepared(at=timezone.now() - timedelta(days=300))

    with running(own_database, tmp_path):
        assert "nothing has happened in this house since" in (tmp_path / "log").read_text()
