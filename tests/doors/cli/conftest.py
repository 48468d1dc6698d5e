"""Running `guanjia` as a program."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.cluster import free_port

GUANJIA = Path(sys.executable).with_name("guanjia")


@pytest.fixture
def house(own_database, tmp_path):
    """Run `guanjia` on a database and a folder of its own; give back how it ended and what it said."""

    def run(*arguments, **environment):
        done = subprocess.run(
            [GUANJIA, *arguments],
            env=surroundings(own_database, tmp_path / "var") | environment,
            capture_output=True,
            encoding=environment.get("PYTHONIOENCODING", "utf-8"),
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr

    (tmp_path / "var").mkdir()
    return run


def surroundings(address, folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANJIA_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "guanjia.config.settings.local",
        "GUANJIA_DATABASE_URL": address,
        "GUANJIA_VAR": str(folder),
        "GUANJIA_VAULT_KEYS": "dGVzdHMgb25seSAtIG5vdCBhIHNlY3JldCBrZXkgISE=",
        "LANG": "en_GB.UTF-8",
        "LC_ALL": "",
    }


@pytest.fixture
def keyed(own_database, tmp_path):
    """Run `guanjia` in a house whose keys lie beside its data."""
    folder = tmp_path / "var"
    folder.mkdir()
    key = settings.VAULT_KEYS[0]
    (folder / "vault.key").write_text(key)
    (folder / "backup.phrase").write_text("aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff\n")
    env = surroundings(own_database, folder) | {"GUANJIA_VAULT_KEYS": ""}

    def start(*arguments):
        with (tmp_path / "said").open("w") as said:
            return subprocess.Popen(
                [GUANJIA, *arguments], env=env, stdout=said, stderr=subprocess.STDOUT
            )

    def ended(process):
        return process.wait(timeout=120), (tmp_path / "said").read_text()

    return start, ended, folder, key


@contextmanager
def running(own_database, folder, *arguments):
    """Run the whole house, web and jobs, and yield its address and its process."""
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [GUANJIA, "run", "--empty", "--port", str(port), *arguments],
            env=surroundings(own_database, folder),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 180
        while "The house is open" not in (folder / "log").read_text():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        yield address, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=25)
