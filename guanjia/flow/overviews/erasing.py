"""What stands against forgetting a household, over all chapters."""

from guanjia.flow.chapter import Obstacle, chapters


def what_stands_against(household_id: int) -> tuple[Obstacle, ...]:
    """Return what is not over yet for a household, in process order; seven SQL queries."""
    return tuple(
        obstacle for chapter in chapters() for obstacle in chapter.stands_against(household_id)
    )
