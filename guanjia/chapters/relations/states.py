"""The life of a task to call somebody back."""

from guanjia.kernel.states import Machine, Move

CALLBACK = Machine(
    noun="call-back",
    start="due",
    moves=(
        Move("try", ("due",), "due"),
        Move("settle", ("due",), "settled"),
        Move("drop", ("due",), "dropped"),
    ),
)
