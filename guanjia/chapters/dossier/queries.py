"""Reading about households."""

from guanjia.chapters.dossier.models import Standing


def standings_of(*, user_id: int) -> dict[int, str]:
    """Return the households for which a user may act, and how far, in one SQL query."""
    return dict(
        Standing.objects.filter(user_id=user_id).values_list("household_id", "standing")
    )
