"""
Which shape and colour each state wears.

draft ◌ not yet in the world · waiting ○ for somebody · doing ▶ under way · good ● as it should be ·
risk ◐ · late ▲ · missed ■ · done ✓ · idle – over, nothing to do
"""

from collections.abc import Mapping
from functools import cache

from guanjia.doors.web.sections import sections


@cache
def state_styles() -> Mapping[str, Mapping[str, str]]:
    """Return the shape and colour of every state of every kind of thing."""
    return {noun: styles for one in sections() for noun, styles in one.state_styles.items()}
