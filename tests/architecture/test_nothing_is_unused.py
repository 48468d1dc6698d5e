"""What nobody calls is gone: a name that stands nowhere but where it is made is of no use."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = ("guanjia", "rota", "scripts", "tests")
WORD = re.compile(r"\w+")
CALLED_BY_OTHERS = {"__getattr__", "handler500"}
"""What Python and Django look for by its name."""


def files_of(package: str, *endings: str) -> Iterator[Path]:
    for file in sorted((ROOT / package).rglob("*")):
        if file.is_file() and file.suffix in endings and "vendor" not in file.parts:
            yield file


def mentions() -> Counter[str]:
    """Count in how many places each word stands; a package that hands a name on does not use it."""
    found: Counter[str] = Counter()
    for package in READ:
        for file in files_of(package, "", ".py", ".html", ".toml"):
            if file.name != "__init__.py":
                found.update(WORD.findall(file.read_text(encoding="utf-8", errors="ignore")))
    return found


def made_in(file: Path) -> Iterator[str]:
    """Yield the names that a module makes for others, but for those that are filed by a decorator."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if (isinstance(node, ast.FunctionDef) and not node.decorator_list) or (
            isinstance(node, ast.ClassDef) and not node.name.endswith("Config")
        ):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def unused(files: Iterator[Path], known: Counter[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}: {name}"
        for file in files
        if not {"migrations", "settings"} & set(file.parts) and file.name != "__init__.py"
        for name in made_in(file)
        if known[name] == 1 and name not in CALLED_BY_OTHERS
    ]


def test_every_name_is_used_somewhere():
    assert unused(files_of("guanjia", ".py"), mentions()) == []


def test_a_name_that_nobody_uses_is_found():
    known = mentions()
    [used] = [file for file in files_of("guanjia", ".py") if file.name == "chapter.py"]
    known["modules_named"] = 1

    assert unused(iter([used]), known) == ["guanjia/flow/chapter.py: modules_named"]
