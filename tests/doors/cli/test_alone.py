"""Two of them never work in one house, also where somebody has removed what the first one holds."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from guanjia.doors.cli.alone import InTheWay, holding_folder, holding_keys

HOLDS = """
import sys
from pathlib import Path
from guanjia.doors.cli.alone import {way}
with {way}(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
pytestmark = pytest.mark.once


@contextmanager
def another(way, folder):
    command = [sys.executable, "-c", HOLDS.format(way=way), str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout.readline().strip() == "held"
        try:
            yield process.pid
        finally:
            process.kill()


def removed(file):
    file.unlink()


def moved(file):
    file.rename(file.with_name("elsewhere"))


def moved_out(file):
    file.rename(file.parent.parent / f"{file.name}-of-before")


TAKEN = pytest.mark.parametrize("take", [removed, moved, moved_out])


@TAKEN
def test_a_house_whose_note_was_taken_away_is_held_all_the_same(tmp_path, take):
    with another("holding_folder", tmp_path) as number:
        take(tmp_path / "held-by")

        for _again in range(2):
            with pytest.raises(InTheWay, match=str(number)), holding_folder(tmp_path):
                pass

    with holding_folder(tmp_path):
        pass


@TAKEN
def test_keys_whose_note_was_taken_away_are_not_changed_under_whoever_works_with_them(
    tmp_path, take
):
    with another("holding_keys", tmp_path):
        take(tmp_path / "keys-held")

        with pytest.raises(InTheWay), holding_keys(tmp_path, to_change=True):
            pass
        with holding_keys(tmp_path):
            pass

    with holding_keys(tmp_path, to_change=True):
        pass


def test_another_house_that_is_held_is_in_nobodys_way(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir(), two.mkdir()
    with another("holding_folder", one), another("holding_keys", one):  # noqa: SIM117
        with holding_folder(two), holding_keys(two, to_change=True):
            pass
