"""Links in messages: made with the message, put together when it goes out."""

from django.urls import reverse

from guanjia.chapters.org.models import EntryLink
from guanjia.chapters.org.queries import token_of


def path_of(link_id: int) -> str:
    """Return the path of a link, or nothing if it was closed or its purpose is over; one SQL query."""
    if not EntryLink.objects.filter(id=link_id, revoked_at=None).exists():
        return ""
    return reverse("go", args=[token_of(link_id)])
