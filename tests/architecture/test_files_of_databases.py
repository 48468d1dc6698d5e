"""
Nobody opens a file of a SQLite database beside SQLite itself.

Whoever opens and closes one lets go of all locks that its own process holds on it: a second program then
takes itself for the first, and writes over what the first wrote. To ask by what a file is known, or to
change its rights, opens nothing.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath

import pytest

from tests.architecture.laws import Source, sources

NAMES = re.compile(r"-wal\b|-shm\b|\.sqlite3")
OPENS = {"open", "fdopen", "read_bytes", "read_text", "write_bytes", "write_text", "truncate"}
OPENS |= {"copy", "copy2", "copyfile", "copytree", "cmp", "hash_file", "is_zipfile", "is_tarfile"}
ALLOWED = {
    "guanjia/db/log.py": "a program of its own, which opens nothing by SQLite",
    "guanjia/db/files.py": "opens what the system tells of handles, and files that are locked as a whole",
    "guanjia/doors/jobs/queue.py": "opens the lock beside the queue's file",
    "guanjia/doors/cli/doctor.py": "opens the way to the mail server",
    "guanjia/vault/private.py": "opens folders and notes; of databases it changes the rights",
}
"""Files that speak of a database's files and open something, and what that is."""


def opened_beside(source: Source) -> Iterator[str]:
    """Yield what is opened in a file that knows where a database lies."""
    if not (source.is_code and source.is_below("guanjia") and any(map(_knows, source.nodes))):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and _name(node.func) in OPENS:
            yield f"{source.path}:{node.lineno} may open a file of a database: {ast.unparse(node)[:60]}"


def _knows(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return _is_text(node.slice, "NAME") and "settings" in ast.unparse(node.value).lower()
    return isinstance(node, ast.Constant) and bool(NAMES.search(str(node.value)))


def _is_text(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def test_nobody_opens_what_sqlite_has_open():
    found = {}
    for source in sources():
        if breaches := list(opened_beside(source)):
            found[str(source.path)] = breaches

    assert set(found) == set(ALLOWED), "\n".join(chain(*found.values()))


@pytest.mark.parametrize(
    "code",
    [
        "Path(f'{name}-wal').read_bytes()",
        "with open(f'{name}-shm', 'rb') as file: ...",
        "shutil.copyfile(connection.settings_dict['NAME'], copy)",
        "file = Path(settings.DATABASES['default']['NAME'])\nfile.open('rb')",
        "os.open(VAR / 'guanjia.sqlite3', os.O_RDONLY)",
    ],
)
def test_a_planted_breach_is_noticed(code):
    source = Source(PurePosixPath("guanjia/doors/wellbeing/damage.py"), code)

    assert list(opened_beside(source))


@pytest.mark.parametrize(
    "code",
    [
        "os.stat(f'{name}-wal')",
        "sqlite3.connect(connection.settings_dict['NAME'])",
        "Path(settings.VAR, 'vault.key').read_text()",
    ],
)
def test_what_is_lawful_is_not_reported(code):
    source = Source(PurePosixPath("guanjia/doors/wellbeing/damage.py"), code)

    assert not list(opened_beside(source))
