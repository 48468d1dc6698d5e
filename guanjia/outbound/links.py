"""The address that a message carries, put together at the moment at which it goes out."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from guanjia.outbound.models import Notice


class LinkOver(Exception):
    """The link in a message opens nothing any more, so there is nothing to tell."""


class Doorkeeper(Protocol):
    """Who knows the addresses of links that let somebody in; settings.DOORKEEPER names it."""

    def __call__(self, link_id: int) -> str:
        """Return the path of a link that is still good, else nothing."""


def address_in(notice: Notice) -> str:
    """
    Return the path, or the full address, that a message leads to; empty if it leads nowhere.

    :raises LinkOver: if the link in it opens nothing any more
    """
    if notice.entry_link is None:
        return notice.link
    doorkeeper: Doorkeeper = import_string(settings.DOORKEEPER)
    path = doorkeeper(notice.entry_link)
    if not path:
        raise LinkOver
    return path


def full_address(path: str) -> str:
    """Return an address that works outside the house."""
    return f"{settings.PUBLIC_ADDRESS}{path}" if path.startswith("/") else path
