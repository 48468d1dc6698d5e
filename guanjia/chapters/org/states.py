"""The life of a role that somebody was asked to take."""

from guanjia.kernel.states import Machine, Move

ROLE_OFFER = Machine(
    noun="role offer",
    start="offered",
    moves=(
        Move("accept", ("offered",), "accepted"),
        Move("decline", ("offered",), "declined"),
        Move("withdraw", ("offered",), "withdrawn"),
        Move("lapse", ("offered",), "lapsed"),
    ),
)
