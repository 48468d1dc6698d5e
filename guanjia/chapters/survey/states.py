"""The life of an invitation to say how it was."""

from guanjia.kernel.states import Machine, Move

INVITATION = Machine(
    noun="invitation",
    start="sent",
    moves=(
        Move("answer", ("sent",), "answered"),
        Move("expire", ("sent",), "expired"),
    ),
)
