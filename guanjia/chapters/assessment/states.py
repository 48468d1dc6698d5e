"""The lives of a needs assessment and of the appointment made for it."""

from guanjia.kernel.states import Machine, Move

ASSESSMENT = Machine(
    noun="assessment",
    start="draft",
    moves=(
        Move("finish", ("draft",), "finished"),
        Move("reopen", ("finished",), "draft"),
    ),
)

APPOINTMENT = Machine(
    noun="appointment",
    start="promised",
    moves=(
        Move("pass_on", ("promised",), "promised"),
        Move("put_off", ("promised",), "promised"),
        Move("keep", ("promised",), "kept"),
        Move("call_off", ("promised",), "called_off"),
    ),
)
