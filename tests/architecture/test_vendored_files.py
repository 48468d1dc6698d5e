"""The third-party files that pages load are the ones that the manifest names."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = "guanjia/doors/web/static/vendor"


def check(tree: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [tree / "scripts/vendor", "--check"], check=False, capture_output=True, text=True
    )


def copy_of_the_tree(folder: Path) -> Path:
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/vendor", folder / "scripts/vendor")
    shutil.copytree(ROOT / VENDOR, folder / VENDOR)
    return folder


def test_vendored_files_are_as_the_manifest_says():
    result = check(ROOT)

    assert (result.returncode, result.stderr) == (0, "")


def test_an_altered_file_is_noticed(tmp_path: Path):
    tree = copy_of_the_tree(tmp_path)
    with (tree / VENDOR / "htmx/htmx.min.js").open("a") as file:
        file.write("alert(1)")

    assert check(tree).stderr.strip() == "differs from the manifest: htmx/htmx.min.js"


def test_a_file_that_the_manifest_does_not_name_is_noticed(tmp_path: Path):
    tree = copy_of_the_tree(tmp_path)
    (tree / VENDOR / "htmx/more.js").touch()

    assert check(tree).stderr.strip() == "differs from the manifest: htmx/more.js"


def test_no_vendored_file_points_at_a_source_map():
    files = (path for path in (ROOT / VENDOR).rglob("*") if path.suffix in {".js", ".css"})

    assert [path.name for path in files if b"sourceMappingURL" in path.read_bytes()] == []
