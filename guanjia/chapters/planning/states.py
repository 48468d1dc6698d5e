"""The lives of a plan's versions and of single orders."""

from guanjia.kernel.states import Machine, Move

PLAN = Machine(
    noun="plan version",
    start="draft",
    moves=(
        Move("offer", ("draft",), "offered"),
        Move("accept", ("offered",), "accepted"),
        Move("decline", ("offered",), "declined"),
        Move("withdraw", ("draft", "offered"), "withdrawn"),
        Move("supersede", ("accepted",), "superseded"),
        Move("end", ("accepted",), "ended"),
    ),
)

ORDER = Machine(
    noun="order",
    start="booked",
    moves=(
        Move("fulfil", ("booked",), "fulfilled"),
        Move("cancel", ("booked",), "cancelled"),
    ),
)
