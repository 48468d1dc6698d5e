"""Ways to reach people: one protocol, and an adapter for each service."""

from guanjia.outbound.messages.choice import carried_by, is_served, messenger_for
from guanjia.outbound.messages.inside import Console, Kept, Memory
from guanjia.outbound.messages.mail import Mail
from guanjia.outbound.messages.protocol import Message, Messenger, NotSent, Refused, Unreachable

__all__ = [
    "Console",
    "Kept",
    "Mail",
    "Memory",
    "Message",
    "Messenger",
    "NotSent",
    "Refused",
    "Unreachable",
    "carried_by",
    "is_served",
    "messenger_for",
]
