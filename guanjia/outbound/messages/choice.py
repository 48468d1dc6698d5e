"""Which service brings what goes by which channel."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from guanjia.outbound.messages.protocol import Messenger

_given: dict[str, Messenger] = {}
_made: dict[str, Messenger] = {}


def is_served(channel: str) -> bool:
    """Tell whether there is anybody who brings what goes by `channel`."""
    return channel in _given or bool(settings.MESSENGERS.get(channel))


def messenger_for(channel: str) -> Messenger:
    """
    Return the service that settings.MESSENGERS names for `channel`.

    :raises ImproperlyConfigured: if none is named, or if what it needs is missing
    """
    if channel in _given:
        return _given[channel]
    named = settings.MESSENGERS.get(channel)
    if not named:
        raise ImproperlyConfigured(f"MESSENGERS names no service for the channel {channel!r}.")
    if named not in _made:
        try:
            _made[named] = import_string(named)()
        except ImportError as error:
            raise ImproperlyConfigured(
                f"MESSENGERS names no usable service for the channel {channel!r}: {error}"
            ) from error
    return _made[named]


@contextmanager
def carried_by(messenger: Messenger, *channels: str) -> Iterator[None]:
    """Let `messenger` bring everything on these channels for a while."""
    before = dict(_given)
    _given.update(dict.fromkeys(channels, messenger))
    try:
        yield
    finally:
        _given.clear()
        _given.update(before)
