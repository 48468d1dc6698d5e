"""Posing a branch's days as they stand, with what breaks a rule and without what cannot be read."""

import logging
from collections.abc import Collection
from dataclasses import replace

import rota
from guanjia.chapters.dispatch.engine.problem import Allowed, Posed, Posing, Unreadable, number
from guanjia.chapters.dispatch.queries.solver_input import Person, Scene, SolverTask

logger = logging.getLogger(__name__)


def pose(
    scene: Scene,
    allowed: Allowed,
    *,
    free: Collection[int] | None = None,
    movable: Collection[int] = (),
    extra: tuple[SolverTask, ...] = (),
    on_grid: bool = True,
    from_now: bool = True,
) -> Posed:
    """
    Return the problem of placing the visits in `free`; what stands already stays.

    What stands although a rule speaks against it (somebody decided so) takes up the worker's
    time without being a stop of theirs. A visit or worker whose row cannot be planned with is left
    out and named, and the log says why: one bad row never stops a branch.

    :param free: ids of visits to place, by default all that are open
    :param movable: ids of visits that stand and may change hands or times, unless a rule speaks
        against how they stand
    :param extra: visits that do not exist yet, asked about only; to be placed as well
    :param on_grid: whether visits begin on the quarter of an hour
    :param from_now: whether only what is still ahead can be used; if not, all of the days
    """
    if free is None:
        free = {task.id for task in scene.tasks if task.status == "open"}
    chosen = frozenset(free), frozenset(movable)
    try:
        return _posed(scene, allowed, chosen, extra, on_grid, from_now)
    except Exception as error:
        unreadable = _unreadable(scene, allowed)
        if unreadable == Unreadable():
            raise
        logger.error(
            "Branch %s is planned without what cannot be read, visits %s and workers %s: %s",
            scene.branch_id,
            sorted(unreadable.visits),
            sorted(unreadable.workers),
            error,
        )
    whole = _without(scene, unreadable)
    posed = _posed(whole, allowed, chosen, extra, on_grid, from_now)
    return replace(posed, unreadable=unreadable)


def _posed(
    scene: Scene,
    allowed: Allowed,
    chosen: tuple[frozenset[int], frozenset[int]],
    extra: tuple[SolverTask, ...],
    on_grid: bool,
    from_now: bool,
) -> Posed:
    loose: frozenset[int] = frozenset()
    while True:
        posed = Posing(scene, allowed, *chosen, loose, extra, on_grid, from_now).posed()
        wrong = _wrong(posed) - loose
        if not wrong:
            return posed
        loose |= wrong


def _without(scene: Scene, unreadable: Unreadable) -> Scene:
    """Return the scene without what cannot be planned with; time that is taken stays taken."""
    return replace(
        scene,
        tasks=tuple(task for task in scene.tasks if task.id not in unreadable.visits),
        people=tuple(one for one in scene.people if one.id not in unreadable.workers),
        bookings=tuple(one for one in scene.bookings if one.worker_id not in unreadable.workers),
    )


def _unreadable(scene: Scene, allowed: Allowed) -> Unreadable:
    """Find what cannot be planned with by posing each worker, then each visit, alone."""
    workers = frozenset(one.id for one in scene.people if not _reads(scene, allowed, people=(one,)))
    whole = {one.id: one for one in scene.people if one.id not in workers}
    visits = set()
    for task in scene.tasks:
        sent = {one.worker_id for one in scene.bookings if one.visit_id == task.id}
        people = tuple(whole[worker_id] for worker_id in sorted(sent & set(whole)))
        if not _reads(scene, allowed, people=people, tasks=(task,)):
            visits.add(task.id)
    return Unreadable(frozenset(visits), workers)


def _reads(
    scene: Scene,
    allowed: Allowed,
    *,
    people: tuple[Person, ...],
    tasks: tuple[SolverTask, ...] = (),
) -> bool:
    """Test whether nothing but these can be posed."""
    ids, visits = {person.id for person in people}, {task.id for task in tasks}
    bookings = tuple(
        one
        for one in scene.bookings
        if one.worker_id in ids and (not tasks or one.visit_id in visits)
    )
    alone = replace(scene, people=people, tasks=tasks, bookings=bookings)
    free = frozenset(task.id for task in tasks if task.status == "open")
    try:
        Posing(alone, allowed, free, frozenset(), frozenset(), (), True, True).posed()
    except Exception:
        return False
    return True


def _wrong(posed: Posed) -> frozenset[int]:
    """Return the standing visits that break a rule, or all of a worker who breaks one."""
    wrong = set()
    for broken in rota.check(posed.problem, posed.standing):
        about = dict(broken.about)
        visits = {str(about[name]) for name in ("visit", "other") if name in about}
        for one in posed.standing:
            if one.visit in visits or (not visits and one.worker == about.get("worker")):
                wrong.add(number(one.visit))
    return frozenset(wrong)
