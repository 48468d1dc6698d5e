"""What needs somebody now: the open promises of all chapters on one page, the oldest first."""

from datetime import datetime, timedelta

from guanjia.flow.chapter import MOST_TASKS, Tally, Task, chapters
from guanjia.kernel.actors import Actor


def tasks(*, actor: Actor, at: datetime) -> tuple[Task, ...]:
    """
    Return what needs the actor now, seven at most: what is urgent, then the oldest promise first.

    One or two SQL queries for each duty that the actor's roles bring, seventeen at most.
    """
    duties = [duty for chapter in chapters() for duty in chapter.duties]
    found = [
        task
        for duty in duties
        if actor.holds_anywhere(*duty.roles)
        for task in duty.look(actor, at)
    ]
    latest = at + timedelta(days=3650)
    return tuple(
        sorted(found, key=lambda task: (not task.is_urgent, task.due_at or latest, task.kind))[
            :MOST_TASKS
        ]
    )


def tallies(*, actor: Actor, at: datetime) -> tuple[Tally, ...]:
    """
    Return the numbers of the day that matter to the actor's roles, in process order.

    One or two SQL queries for each counting that the actor's roles bring, twelve at most.
    """
    return tuple(
        tally
        for chapter in chapters()
        for counting in chapter.countings
        if actor.holds_anywhere(*counting.roles)
        for tally in counting.count(actor, at)
    )
