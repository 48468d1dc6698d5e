"""From a plan to the state that placing it leads to."""

from rota.construct.state import Part, State
from rota.lookup import Lookup
from rota.problem import Plan
from rota.refused import Flaw, Refused
from rota.schedule import lay_out


def state_of(lookup: Lookup, plan: Plan) -> State:
    """
    Return the state in which every assignment of `plan` is placed.

    Rules are not asked; only what cannot be placed at all is refused.

    :raises Refused: if the plan names what the problem does not have, fills a role twice, or
        starts a role outside the worker's shifts
    """
    schedule = lay_out(lookup, plan)
    lost = schedule.strangers + schedule.outside
    flaws = [Flaw(f"plan[{one.visit}]", "a visit, role and worker, in a shift") for one in lost]
    for visit, crew in schedule.crews.items():
        if len({stop.role.id for _, stop in crew}) < len(crew):
            flaws.append(Flaw(f"plan[{visit}]", "one worker per role"))
    if flaws:
        raise Refused(flaws)
    state = State(lookup)
    for crew in schedule.crews.values():
        parts = []
        for worker, stop in crew:
            shift = lookup.shift_at(worker, stop.starts)
            if shift:
                parts.append(Part(stop.role, worker, shift, stop.starts))
        state.put(crew[0][1].visit, parts)
    state.forget_log()
    return state
