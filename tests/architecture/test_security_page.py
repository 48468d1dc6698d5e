"""What the page on security names is there."""

import re

import pytest
from django.conf import global_settings

from tests.architecture.laws import ROOT

PAGE = ROOT / "docs/security.md"
SETTINGS = "".join(
    (ROOT / "guanjia/config/settings" / name).read_text() for name in ("base.py", "production.py")
)
LINES = [line for line in PAGE.read_text().splitlines() if re.match(r"\| \d", line)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("|")[1].strip())
def test_a_line_that_is_kept_names_what_shows_it(line):
    _before, _number, state, _how, shown, _after = line.split("|")
    named = re.findall(r"`([^`]+)`", shown)
    assert state.strip() in {"kept", "partly", "not"}
    assert named or state.strip() != "kept"
    for name in named:
        if "/" in name:
            assert (ROOT / name).exists(), name
        else:
            assert re.search(rf"^{name}\b", SETTINGS, re.MULTILINE) or hasattr(
                global_settings, name
            ), name
