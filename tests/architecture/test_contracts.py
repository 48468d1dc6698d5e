"""The import contracts hold, and each of them breaks when it is violated on purpose."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Verdict = subprocess.CompletedProcess[str]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# A chapter that no plan knows, so that the real ones may change: the contract on process order,
# which would notice it, is not asked about the plants that use it.
CHAPTER = "guanjia/chapters/planted"
CHAPTER_FILES = {
    f"{CHAPTER}/__init__.py": "",
    f"{CHAPTER}/models.py": "",
    f"{CHAPTER}/commands.py": "import guanjia.ledger.record",
    f"{CHAPTER}/states.py": "",
}


@dataclass(frozen=True)
class Plant:
    """
    A module put into a copy of the tree.

    :param contract: the contract that is asked about it
    :param complaint: what that contract must say
    """

    contract: str
    file: str
    code: str = ""
    complaint: str = ""


VIOLATIONS = {
    "a lower floor uses a higher one": Plant(
        "floors",
        "guanjia/kernel/planted.py",
        "import guanjia.flow",
        "guanjia.kernel.planted -> guanjia.flow",
    ),
    "a floor that is not in the plan": Plant(
        "floors", "guanjia/attic/__init__.py", complaint="- guanjia.attic"
    ),
    "an earlier chapter uses a later one": Plant(
        "process-order",
        "guanjia/chapters/catalog/planted.py",
        "import guanjia.chapters.planning",
        "guanjia.chapters.catalog.planted -> guanjia.chapters.planning",
    ),
    "a chapter that is not in the process": Plant(
        "process-order", "guanjia/chapters/attic/__init__.py", complaint="- guanjia.chapters.attic"
    ),
    "a model uses a command": Plant(
        "rooms",
        f"{CHAPTER}/models.py",
        "import guanjia.chapters.planted.commands",
        "guanjia.chapters.planted.models -> guanjia.chapters.planted.commands",
    ),
    "a fact uses a state": Plant(
        "rooms",
        f"{CHAPTER}/facts.py",
        "import guanjia.chapters.planted.states",
        "guanjia.chapters.planted.facts -> guanjia.chapters.planted.states",
    ),
    "a room that no chapter has": Plant(
        "rooms", f"{CHAPTER}/helpers.py", complaint="- guanjia.chapters.planted.helpers"
    ),
    "a rule uses Django": Plant(
        "pure-rooms",
        f"{CHAPTER}/rules.py",
        "from django.utils import timezone",
        "guanjia.chapters.planted.rules -> django",
    ),
    "a part of a rules package uses Django Ninja": Plant(
        "pure-rooms",
        f"{CHAPTER}_too/rules/prices.py",
        "import ninja",
        "guanjia.chapters.planted_too.rules.prices -> ninja",
    ),
    "the kernel uses Django": Plant(
        "pure-rooms",
        "guanjia/kernel/planted.py",
        "import django.conf",
        "guanjia.kernel.planted -> django",
    ),
    "a fact uses a table": Plant(
        "pure-rooms",
        f"{CHAPTER}/facts.py",
        "import guanjia.chapters.planted.models",
        "guanjia.chapters.planted.facts -> guanjia.chapters.planted.models",
    ),
    "a state reaches the ledger by a detour": Plant(
        "pure-rooms",
        f"{CHAPTER}/states.py",
        "import guanjia.chapters.planted.commands",
        "guanjia.chapters.planted.commands -> guanjia.ledger.record",
    ),
    "the engine uses the house": Plant(
        "rota-alone", "rota/planted.py", "import guanjia.kernel", "rota.planted -> guanjia.kernel"
    ),
    "the engine uses Django": Plant(
        "rota-alone", "rota/planted_too.py", "import django", "rota.planted_too -> django"
    ),
    "a command uses the engine": Plant(
        "one-bridge",
        f"{CHAPTER}/commands.py",
        "import rota",
        "guanjia.chapters.planted.commands -> rota",
    ),
    "the command line uses a part of the engine": Plant(
        "one-bridge",
        "guanjia/doors/cli/planted.py",
        "import rota.units",
        "guanjia.doors.cli.planted -> rota.units",
    ),
    "the pages use the programming interface": Plant(
        "doors-apart",
        "guanjia/doors/web/planted.py",
        "import guanjia.doors.api",
        "guanjia.doors.web.planted -> guanjia.doors.api",
    ),
    "a query reads the ledger's tables": Plant(
        "ledger-tables",
        f"{CHAPTER}/queries.py",
        "import guanjia.ledger.models",
        "guanjia.chapters.planted.queries -> guanjia.ledger.models",
    ),
    "a module needs one that needs it": Plant(
        "no-circles",
        "guanjia/doors/jobs/queue.py",
        "import guanjia.doors.jobs.worker",
        "No cycles are allowed in guanjia.doors.jobs",
    ),
}
PERMITTED = {
    "dispatch's engine room uses the engine": Plant(
        "one-bridge", "guanjia/chapters/dispatch/engine/planted.py", "import rota"
    ),
    "the flow floor reads the ledger's tables": Plant(
        "ledger-tables", "guanjia/flow/planted.py", "import guanjia.ledger.models"
    ),
    "a chapter keeps its rules in a package": Plant("rooms", f"{CHAPTER}/rules/prices.py"),
}


def lint_imports(tree: Path, *options: str) -> Verdict:
    return subprocess.run(
        [LINT_IMPORTS, "--no-logo", "--no-cache", *options],
        check=False,
        cwd=tree,
        env=os.environ | {"COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )


def put(tree: Path, file: str, code: str) -> None:
    """Write the module, and make a package of every folder above it."""
    path = tree / file
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in path.relative_to(tree).parents[:-1]:
        (tree / folder / "__init__.py").touch()
    path.write_text(f"{code}\n")


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that puts plants into a copy of the house's modules and contracts."""

    def plant_in_a_copy(*plants: Plant) -> Path:
        tree = tmp_path_factory.mktemp("tree")
        shutil.copy(ROOT / "pyproject.toml", tree)
        for package in ("guanjia", "rota"):
            for source in (ROOT / package).rglob("*.py"):
                copy = tree / source.relative_to(ROOT)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy)
        if any(plant.file.startswith(CHAPTER) for plant in plants):
            for file, code in CHAPTER_FILES.items():
                put(tree, file, code)
        for plant in plants:
            put(tree, plant.file, plant.code)
        return tree

    return plant_in_a_copy


@pytest.fixture(scope="module")
def judged(plant: Callable[..., Path]) -> Callable[[str], Verdict]:
    """Return a function that plants all violations of a contract and asks it about them, once."""

    @cache
    def judge(contract: str) -> Verdict:
        mine = [violation for violation in VIOLATIONS.values() if violation.contract == contract]
        return lint_imports(plant(*mine), "--contract", contract)

    return judge


def test_every_contract_holds():
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_violation_below():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]}

    assert {plant.contract for plant in VIOLATIONS.values()} == contracts


@pytest.mark.slow
@pytest.mark.parametrize("violation", VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_a_planted_violation_breaks_its_contract(
    violation: Plant, judged: Callable[[str], Verdict]
):
    result = judged(violation.contract)

    assert result.returncode == 1
    assert violation.complaint in result.stdout


@pytest.mark.slow
def test_what_the_plan_permits_breaks_nothing(plant: Callable[..., Path]):
    contracts = {permitted.contract for permitted in PERMITTED.values()}
    asked = [word for contract in contracts for word in ("--contract", contract)]

    result = lint_imports(plant(*PERMITTED.values()), *asked)

    assert result.returncode == 0, result.stdout
