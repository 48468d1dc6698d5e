"""Services that bring nothing outside: for the product itself, for demonstrations and for tests."""

import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from guanjia.outbound.messages.protocol import Message, NotSent

logger = logging.getLogger(__name__)


class Kept:
    """
    Brings nothing anywhere: the notice itself is the message, read in the product or printed.

    It stands in for the SMS service while a story is told, whose outbox shows what would have gone.
    """

    def send(self, message: Message) -> None:
        """Do nothing."""


class Console:
    """Writes messages to the log, in a demonstration; outside one it would only seem to send them."""

    def __init__(self) -> None:
        if not settings.IS_DEMO:
            raise ImproperlyConfigured("Messages go to the log in a demonstration alone.")

    def send(self, message: Message) -> None:
        """Write the message to the log."""
        logger.warning("%s to …%s: %s", message.channel, message.address[-4:], message.text)


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
