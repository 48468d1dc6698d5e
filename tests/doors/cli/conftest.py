"""Running `guanjia` as a program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GUANJIA = Path(sys.executable).with_name("guanjia")


@pytest.fixture
def house(own_database, tmp_path):
    """Run `guanjia` on a database and a folder of its own; give back how it ended and what it said."""

    def run(*arguments, **environment):
        done = subprocess.run(
            [GUANJIA, *arguments],
            env=surroundings(own_database, tmp_path / "var") | environment,
            capture_output=True,
            text=True,
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
