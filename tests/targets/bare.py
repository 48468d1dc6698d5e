"""
A machine as bare as one can be made here: what Debian always has, what the README asks for, no more.

A target of the Makefile sees only the programs of those packages and of the ones that its own
scripts bring: where they ask apt for a package, its programs and those of what it depends on come
onto the path. Libraries, which need no path, are not hidden.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED_FOR = ("git", "make")
"""By the README, beside Python."""

POSTGRESQL_SETTING = Path("/etc/postgresql-common/createcluster.conf")
ALTERNATIVES = Path("/etc/alternatives")
"""Where Debian keeps which of several programs answers to a name such as awk."""

BINARIES = re.compile(r"/(usr/)?s?bin/[^/]+")

DPKG_QUERY = """#!/bin/bash
# Answers as on a machine that has only what was brought to it.
grep -qx "${@: -1}" "$BARE/brought" && printf installed
"""
APT_GET = """#!/bin/bash
# Brings packages that this machine has in truth, by showing their programs.
case " $* " in *" install "*) exec "$BARE_PYTHON" "$BARE_SOURCE" "$@" ;; esac
"""


@dataclass(frozen=True)
class Bare:
    """A folder with the house's sources and no environment, and a path with few programs on it."""

    folder: Path
    sources: Path

    def forget(self) -> None:
        """Take away what a target has brought: programs, and the marks of a built environment."""
        programs = self.folder / "programs"
        shutil.rmtree(programs, ignore_errors=True)
        programs.mkdir()
        (self.folder / "brought").write_text("")
        show(self.folder, [*always_there(), *ASKED_FOR])
        (programs / "python3.11").symlink_to(Path(sys.executable).resolve())
        for name, words in (("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET)):
            (programs / name).unlink(missing_ok=True)
            (programs / name).write_text(words)
            (programs / name).chmod(0o755)
        (programs / "id").unlink()
        (programs / "id").write_text("#!/bin/bash\necho 0\n")
        (programs / "id").chmod(0o755)
        if not POSTGRESQL_SETTING.exists():
            # The script would write it on this very machine.
            bring(self.folder, ["postgresql"])
        for mark in (self.sources / ".venv").glob("built-*"):
            mark.unlink()

    def surroundings(self) -> dict[str, str]:
        """Return the environment in which a target is started."""
        kept = {"HOME", "LANG", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}
        passed = {
            name: value
            for name, value in os.environ.items()
            if name.upper() in kept or name.startswith(("PIP_", "UV_", "SSL_"))
        }
        return passed | {
            "PATH": str(self.folder / "programs"),
            "BARE": str(self.folder),
            "BARE_PYTHON": sys.executable,
            "BARE_SOURCE": __file__,
        }


def copy_of_sources(folder: Path) -> Path:
    """Copy what a clone would hold, with changes that are not committed yet, and return where."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    sources = folder / "guanjia"
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, sources / name)
    return sources


def _dpkg(*words: str) -> str:
    """Return what dpkg knows; packages that are not here are passed over."""
    asked = ["/usr/bin/dpkg-query", *words]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout


@cache
def always_there() -> tuple[str, ...]:
    """Return the packages without which there is no Debian."""
    rows = _dpkg("-W", "-f=${Package} ${Essential} ${Priority}\n").splitlines()
    return tuple(row.split()[0] for row in rows if " yes " in row or row.endswith(" required"))


def with_what_they_need(packages: Iterable[str]) -> set[str]:
    """Return these packages and all that they depend on, as far as it is here."""
    found: set[str] = set()
    waiting = set(packages)
    while waiting:
        found |= waiting
        said = _dpkg("-W", "-f=${Depends}, ${Pre-Depends}\n", *waiting)
        named = {re.split(r"[ (:]", word.strip())[0] for word in re.split(r"[,|\n]", said)}
        waiting = named - found - {""}
    return found


def show(folder: Path, packages: Iterable[str]) -> None:
    """Put the programs of these packages, and of what they depend on, onto the path."""
    for line in _dpkg("-L", *sorted(with_what_they_need(packages))).splitlines():
        place = folder / "programs" / Path(line).name
        if BINARIES.fullmatch(line) and Path(line).exists() and not os.path.lexists(place):
            place.symlink_to(line)
    shown = {program.resolve() for program in (folder / "programs").iterdir()}
    for chosen in ALTERNATIVES.iterdir():
        place = folder / "programs" / chosen.name
        if chosen.resolve() in shown and not os.path.lexists(place) and shutil.which(chosen.name):
            place.symlink_to(chosen.resolve())


def bring(folder: Path, packages: Iterable[str]) -> None:
    """Do as if these packages were installed now."""
    with (folder / "brought").open("a") as brought:
        brought.writelines(f"{name}\n" for name in packages)
    show(folder, packages)


if __name__ == "__main__":
    here = Path(os.environ["BARE"])
    after = sys.argv[sys.argv.index("install") + 1 :]
    bring(here, [word for word in after if not word.startswith("-")])
