"""What a message is, and what a service that brings messages promises."""

from dataclasses import dataclass
from typing import Protocol

from guanjia.kernel.words import _

THROTTLED = _("The provider takes no more for this number now; it is tried again.")
BUSY = _("The provider could not take it now; it is tried again.")
SILENT = _("The provider did not answer.")
GARBLED = _("The provider's answer could not be read.")
ACCOUNT = _("The provider refuses our account: check its key, its balance and its permissions.")
NUMBER = _("The address is wrong, or nobody can be reached at it.")
BLOCKED = _("The receiver does not want our messages, or may not get them.")
TEMPLATE = _("The words do not fit the template as it was registered with the provider.")
UNREGISTERED = _("These words fit no registered template, so no provider may carry them.")
SIGNATURE = _("The signature is not registered with the provider.")
REFUSED = _("The provider refuses this message.")
UNREADABLE = _("The message itself could not be read here.")
UNSET = _("No provider is set for this channel.")


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
    """
    The service did not take the message now; trying again later may help.

    :param why: one of the sentences above, which the outbox shows in its reader's language
    :param code: what the service calls it, for whoever asks the service
    """

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(f"{why} [{code}]" if code else why)


class Unreachable(NotSent):
    """The service takes nothing from anybody now; that is no fault of this message."""


class Refused(NotSent):
    """The service will never take this message: the address is wrong, or the words are."""


class Messenger(Protocol):
    """A service that brings messages."""

    def send(self, message: Message) -> None:
        """
        Bring the message.

        :raises NotSent: if it may go better later
        :raises Unreachable: if nothing goes out there for now
        :raises Refused: if it never will
        """
