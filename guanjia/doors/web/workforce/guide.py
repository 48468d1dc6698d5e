"""The steps of taking somebody on, as the guided form shows them."""

from django.urls import reverse
from django.utils.translation import gettext as _

ORDER = ("person", "papers", "hours", "screening")


def stages(now: str, worker_id: int | None = None) -> list[dict[str, str]]:
    """Return the steps; those before `now` are done, and lead back once there is a record."""
    words = {
        "person": _("Who they are"),
        "papers": _("Papers"),
        "hours": _("Hours"),
        "screening": _("Screening"),
    }
    hrefs = dict.fromkeys(ORDER, "")
    if worker_id:
        hrefs = {
            "person": reverse("workforce:edit", args=[worker_id]),
            "papers": f"{reverse('workforce:hand_in', args=[worker_id])}?guided=1",
            "hours": f"{reverse('workforce:hours', args=[worker_id])}?guided=1",
            "screening": f"{reverse('workforce:worker', args=[worker_id])}?tab=screening",
        }
    here = ORDER.index(now)
    return [
        {
            "words": words[name],
            "href": hrefs[name],
            "is": "now" if place == here else "done" if place < here else "later",
        }
        for place, name in enumerate(ORDER)
    ]
