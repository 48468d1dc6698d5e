"""The lives of workers, their certificates and their leave."""

from guanjia.kernel.states import Machine, Move

WORKER = Machine(
    noun="worker",
    start="applicant",
    moves=(
        Move("clear", ("applicant",), "active"),
        Move("reject", ("applicant",), "rejected"),
        Move("suspend", ("active",), "suspended"),
        Move("reinstate", ("suspended",), "active"),
        Move("leave", ("active", "suspended"), "left"),
        Move("reopen", ("rejected", "left"), "applicant"),
    ),
)

NOT_WITH_US = frozenset({"rejected", "left"})
"""Nothing is decided about them any more, unless their record is opened again."""

CERTIFICATE = Machine(
    noun="certificate",
    start="submitted",
    moves=(
        Move("verify", ("submitted",), "verified"),
        Move("refuse", ("submitted",), "refused"),
        Move("expire", ("submitted", "verified"), "expired"),
        Move("revoke", ("verified",), "revoked"),
    ),
)

LEAVE = Machine(
    noun="leave",
    start="requested",
    moves=(
        Move("approve", ("requested",), "approved"),
        Move("decline", ("requested",), "declined"),
        Move("withdraw", ("requested", "approved"), "withdrawn"),
    ),
)
