"""The life of a household with the company."""

from guanjia.kernel.states import Machine, Move

HOUSEHOLD = Machine(
    noun="household",
    start="prospect",
    moves=(
        Move("engage", ("prospect", "past"), "client"),
        Move("part", ("client",), "past"),
        Move("drop", ("prospect",), "dropped"),
        Move("reopen", ("dropped",), "prospect"),
    ),
)

GONE = frozenset({"past", "dropped"})
"""Nothing is carried out for them, unless they come back."""
