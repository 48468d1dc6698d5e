"""Are there ever more of a tool in use than there are?"""

from collections.abc import Iterator, Mapping, Sequence

from rota.checks.broken import Broken, Value, broken
from rota.lookup import Lookup
from rota.rounds import Stop


def tool_rules(lookup: Lookup, crews: Mapping[str, Sequence[tuple[str, Stop]]]) -> Iterator[Broken]:
    """Yield, per tool, each visit whose start finds too few of it left."""
    counts = {tool.id: tool.count for tool in lookup.problem.tools}
    uses: dict[str, list[tuple[int, int, str, int]]] = {tool: [] for tool in counts}
    for visit, crew in crews.items():
        for need in lookup.visits[visit].tools:
            starts = min(stop.starts for _, stop in crew)
            ends = max(stop.ends for _, stop in crew)
            uses[need.tool].append((starts, ends, visit, need.count))
    for tool, some in uses.items():
        for starts, _, visit, count in sorted(some):
            used = sum(
                n for begins, ends, other, n in some if other != visit and begins <= starts < ends
            )
            if used + count > counts[tool]:
                about: dict[str, Value] = {"tool": tool, "visit": visit, "starts": starts}
                yield broken("tool_short", **about, needed=used + count, count=counts[tool])
