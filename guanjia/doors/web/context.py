"""What every page knows: who is here and in which surroundings."""

from django.conf import settings
from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of every page needs; it makes no query."""
    return {"is_demo": settings.IS_DEMO}
