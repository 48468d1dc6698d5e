"""The lives of visits, assignments and solver runs."""

from guanjia.kernel.states import Machine, Move

VISIT = Machine(
    noun="visit",
    start="open",
    moves=(
        Move("staff", ("open",), "staffed"),
        Move("unstaff", ("staffed",), "open"),
        Move("start", ("staffed",), "started"),
        Move("finish", ("started",), "finished"),
        Move("cancel", ("open", "staffed"), "cancelled"),
        Move("miss", ("open", "staffed"), "missed"),
    ),
)

ASSIGNMENT = Machine(
    noun="assignment",
    start="proposed",
    moves=(
        Move("hold", ("proposed",), "held"),
        Move("assign", ("proposed", "held"), "assigned"),
        Move("complete", ("assigned",), "completed"),
        Move("withdraw", ("held", "assigned"), "withdrawn"),
        Move("stay_away", ("assigned",), "absent"),
    ),
)

SOLVER_RUN = Machine(
    noun="solver run",
    start="queued",
    moves=(
        Move("begin", ("queued",), "solving"),
        Move("propose", ("solving",), "proposed"),
        Move("fail", ("queued", "solving"), "failed"),
        Move("requeue", ("solving",), "queued"),
        Move("adopt", ("proposed",), "adopted"),
        Move("take_back", ("adopted",), "taken_back"),
        Move("dismiss", ("queued", "proposed", "failed"), "dismissed"),
    ),
)
