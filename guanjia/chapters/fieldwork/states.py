"""The life of one worker's attendance at one visit, of an incident and of an alert."""

from guanjia.kernel.states import Machine, Move

ATTENDANCE = Machine(
    noun="attendance",
    start="arrived",
    moves=(
        Move("check_out", ("arrived",), "left"),
        Move("leave_unsigned", ("left",), "unsigned"),
        Move("accept", ("left", "unsigned"), "accepted"),
        Move("dispute", ("left", "unsigned"), "disputed"),
    ),
)

INCIDENT = Machine(
    noun="incident",
    start="reported",
    moves=(
        Move("take_up", ("reported",), "in_hand"),
        Move("close", ("reported", "in_hand"), "closed"),
    ),
)

ALERT = Machine(
    noun="alert",
    start="raised",
    moves=(
        Move("correct", ("raised",), "corrected"),
        Move("settle", ("raised",), "settled"),
    ),
)
