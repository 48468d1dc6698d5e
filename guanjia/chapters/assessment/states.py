"""The life of a needs assessment."""

from guanjia.kernel.states import Machine, Move

ASSESSMENT = Machine(
    noun="assessment",
    start="draft",
    moves=(
        Move("finish", ("draft",), "finished"),
        Move("reopen", ("finished",), "draft"),
    ),
)
