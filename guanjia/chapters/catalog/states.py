"""The life of a standard operating procedure."""

from guanjia.kernel.states import Machine, Move

SOP = Machine(
    noun="standard",
    start="draft",
    moves=(
        Move("publish", ("draft",), "in_force"),
        Move("retire", ("in_force",), "retired"),
    ),
)
