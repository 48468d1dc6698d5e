"""
Who is told of a fact, in which words, by which channel.

A reaction here queues messages and does nothing else. Clients are told only if they agreed to
messages, outside their quiet hours, and with a link that lets them in without a password.
"""

from guanjia.kernel.actors import house_actor

TELLER = house_actor("teller", "care")
"""As whom messages are queued and links are made."""
