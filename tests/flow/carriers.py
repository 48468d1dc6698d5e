"""A carrier as there are in China: it brings the registered texts and no other words."""

from django.conf import settings
from django.utils import translation

from guanjia.flow.notices.texts import texts
from guanjia.outbound.messages import Memory
from guanjia.outbound.messages.registered import Registered, fitting


def registered(language=settings.LANGUAGE_CODE):
    """Return the texts as `guanjia sms-templates` has them registered."""
    with translation.override(language):
        return tuple(Registered(text.name, text.words) for text in texts())


class Carrier(Memory):
    """Remembers what it brought; refuses what is not registered."""

    def send(self, message):
        fitting(registered(), message.text)
        super().send(message)
