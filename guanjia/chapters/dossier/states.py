"""The life of a household with the company, and of its wish to be forgotten."""

from guanjia.kernel.states import Machine, Move

HOUSEHOLD = Machine(
    noun="household",
    start="prospect",
    moves=(
        Move("engage", ("prospect", "past"), "client"),
        Move("part", ("client",), "past"),
        Move("drop", ("prospect",), "dropped"),
        Move("reopen", ("dropped",), "prospect"),
        Move("erase", ("prospect", "client", "past", "dropped"), "erased"),
    ),
)

ERASURE = Machine(
    noun="erasure",
    start="asked",
    moves=(
        Move("confirm", ("asked",), "confirmed"),
        Move("take_back", ("asked", "confirmed"), "taken_back"),
        Move("carry_out", ("confirmed",), "carried_out"),
    ),
)

GONE = frozenset({"past", "dropped", "erased"})
"""Nothing is carried out for them, unless they come back."""
