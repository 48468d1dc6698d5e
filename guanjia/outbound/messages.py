"""Ways to reach people: one protocol, and an adapter for each service."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """
    What is to be brought to somebody.

    :param key: names the reason; a service that knows it has brought this key brings it no more
    :param address: a phone number, an e-mail address or an account, as the channel has it
    :param link: a full address, or empty
    """

    key: str
    channel: str
    address: str
    title: str
    words: str
    link: str = ""

    @property
    def text(self) -> str:
        """The words with the link below them, as one text."""
        return f"{self.words}\n{self.link}" if self.link else self.words


class NotSent(Exception):
    """The service did not take the message now; trying again later may help."""


class Refused(NotSent):
    """The service will never take this message: the address is wrong, or the words are."""


class Messenger(Protocol):
    """A service that brings messages."""

    def send(self, message: Message) -> None:
        """
        Bring the message.

        :raises NotSent: if it may go better later
        :raises Refused: if it never will
        """


class Kept:
    """
    Brings nothing anywhere: the notice itself is the message, read in the product or printed.

    It stands in for the SMS service in a demo, where the outbox shows what would have been sent.
    """

    def send(self, message: Message) -> None:
        """Do nothing."""


class Console:
    """Writes to the log that there is a message, and its words only in a demo."""

    def send(self, message: Message) -> None:
        """Write the message to the log."""
        words = message.text if settings.IS_DEMO else "(words withheld)"
        logger.warning("%s to …%s: %s", message.channel, message.address[-4:], words)


@dataclass
class Memory:
    """Remembers what it was given, for tests; can be told to fail. It brings each key once."""

    brought: dict[str, Message] = field(default_factory=dict)
    failures: list[NotSent] = field(default_factory=list)

    def send(self, message: Message) -> None:
        """Fail as told, or remember the message."""
        if self.failures:
            raise self.failures.pop(0)
        self.brought.setdefault(message.key, message)


class Mail:
    """Sends e-mail by Django's mail settings."""

    def send(self, message: Message) -> None:
        """Send the message, marked with its key so that mail programs show it once."""
        host = settings.PUBLIC_ADDRESS.rpartition("/")[2].partition(":")[0] or "guanjia"
        mail = EmailMessage(
            subject=message.title,
            body=message.text,
            to=[message.address],
            headers={"Message-ID": f"<{message.key.replace(' ', '')}@{host}>"},
        )
        try:
            mail.send()
        except OSError as error:
            raise NotSent(str(error)) from error


_given: dict[str, Messenger] = {}


def messenger_for(channel: str) -> Messenger:
    """
    Return the service that settings.MESSENGERS names for `channel`.

    :raises ImproperlyConfigured: if none is named
    """
    if channel not in _given:
        try:
            _given[channel] = import_string(settings.MESSENGERS[channel])()
        except (KeyError, ImportError) as error:
            raise ImproperlyConfigured(
                f"MESSENGERS names no usable service for the channel {channel!r}."
            ) from error
    return _given[channel]


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
