"""The lives of a plan's versions, of signatures on paper, and of single orders."""

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

PAPER = Machine(
    noun="signed paper",
    start="waiting",
    moves=(
        Move("confirm", ("waiting",), "confirmed"),
        Move("refuse", ("waiting",), "refused"),
        Move("take_back", ("waiting",), "taken_back"),
        Move("lapse", ("waiting",), "lapsed"),
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
