"""The life of a message on its way out."""

from guanjia.kernel.states import Machine, Move

NOTICE = Machine(
    noun="notice",
    start="waiting",
    moves=(
        Move("claim", ("waiting",), "sending"),
        Move("send", ("sending",), "sent"),
        Move("retry", ("sending",), "waiting"),
        Move("fail", ("sending",), "failed"),
        Move("cancel", ("waiting",), "cancelled"),
        Move("call_off", ("sending",), "cancelled"),
        Move("lapse", ("waiting",), "lapsed"),
    ),
)
