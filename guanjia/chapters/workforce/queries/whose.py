"""Who is who."""

from guanjia.chapters.workforce.models import Worker


def worker_of(*, user_id: int) -> int | None:
    """Return the id of the worker who signs in as this user, if any, in one SQL query."""
    return Worker.objects.filter(user_id=user_id).values_list("id", flat=True).first()
