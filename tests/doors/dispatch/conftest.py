"""What tests of the dispatch pages ask for."""

import pytest


@pytest.fixture(autouse=True)
def a_monday(monday_morning):
    """Let every one of these pages believe that it is Monday, nine in the morning."""
