"""May this worker fill this role at all, whenever it is?"""

from collections.abc import Iterator

from rota.checks.broken import Broken, Value, broken
from rota.lookup import Lookup
from rota.problem import Role, Visit, Worker


def fit_rules(lookup: Lookup, worker: Worker, visit: Visit, role: Role) -> Iterator[Broken]:
    """Yield the rules that keep `worker` from `role`, weightiest first."""
    about: dict[str, Value] = {"worker": worker.id, "visit": visit.id, "role": role.id}
    if worker.id in lookup.forbidden.get(visit.client, ()):
        yield broken("worker_forbidden", **about, client=visit.client)
    allowed = lookup.allowed.get(visit.client)
    if allowed is not None and worker.id not in allowed:
        yield broken("worker_not_allowed", **about, client=visit.client)
    skills = lookup.skills[worker.id]
    for need in role.skills:
        level = skills.get(need.name, 0)
        if level < need.level:
            yield broken("skill_missing", **about, skill=need.name, needed=need.level, has=level)
    for tag in role.needs:
        if tag not in worker.tags:
            yield broken("tag_missing", **about, tag=tag)
    for tag in role.refuses:
        if tag in worker.tags:
            yield broken("tag_refused", **about, tag=tag)
    for bond in bonds(lookup, visit, role):
        if bond.worker is not None and bond.worker != worker.id:
            rule = "pinned_to_another" if bond.pin else "held_for_another"
            yield broken(rule, **about, other=bond.worker)


class Bond:
    """A pin, or a hold that has not expired: both bind a role to a worker, a start, or both."""

    __slots__ = ("pin", "starts", "worker")

    def __init__(self, worker: str | None, starts: int | None, *, pin: bool) -> None:
        self.worker, self.starts, self.pin = worker, starts, pin


def bonds(lookup: Lookup, visit: Visit, role: Role) -> list[Bond]:
    """Return what binds `role`: its pin and its hold, while it holds."""
    now = lookup.problem.now
    pins = [Bond(pin.worker, pin.starts, pin=True) for pin in visit.pins if pin.role == role.id]
    holds = [
        Bond(hold.worker, hold.starts, pin=False)
        for hold in visit.holds
        if hold.role == role.id and now < hold.expires
    ]
    return pins + holds
