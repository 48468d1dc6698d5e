"""
Forwards is a fact: an earlier chapter states it, and the table here hands it to the next chapter.

A reaction is a function of the event and the time of delivery, in a module named for the chapter
whose fact it takes up. It makes one call and is a no-op when the world has moved on.
"""

from guanjia.kernel.actors import house_actor

HANDOFFS = house_actor("handoffs", "consultant", "dispatcher", "care")
"""As whom facts are handed on."""
