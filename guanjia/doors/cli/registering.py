"""The texts to register with an SMS provider, printed as the file that the house then reads."""

import json
from itertools import count

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from guanjia.flow.notices.texts import Text, texts
from guanjia.outbound.messages.registered import PLACEHOLDER


def show_texts(*, provider: str, language: str) -> int:
    """Print every text that goes out by SMS, with the placeholders as the provider writes them."""
    print(
        "#", _("Register these texts with the provider, then write the id it gives each of them.")
    )
    print("#", _("Let GUANJIA_SMS_TEMPLATES name this file. What has no id yet is not sent."))
    if not settings.PUBLIC_ADDRESS:
        print("#", _("Set GUANJIA_ADDRESS first: the address of links is part of a text."))
    with translation.override(language):
        found = sorted(texts(), key=lambda text: text.is_rare)
    has_come_to_rare = False
    for text in found:
        if text.is_rare and not has_come_to_rare:
            has_come_to_rare = True
            print("\n#", _("These are sent only while a branch names no telephone number."))
        print(f'\n# {text.name}\n[[template]]\nid = ""\ntext = {_quoted(text, provider)}')
    return 0


def _quoted(text: Text, provider: str) -> str:
    """Return the words as TOML writes them; Tencent Cloud numbers what others name."""
    words = text.words
    if provider == "tencent":
        number = count(1)
        words = PLACEHOLDER.sub(lambda _slot: f"{{{next(number)}}}", words)
    return json.dumps(words, ensure_ascii=False)
