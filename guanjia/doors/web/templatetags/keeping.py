"""
Keeps what a piece of a template came to, for as long as its values are the same.

The frame around a page is the same for everybody in a role; drawing it anew took longer than
drawing most pages.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST_KEPT = 256


class Kept(template.Node):
    """A piece of a template with the texts it came to, the latest used last."""

    def __init__(self, inside: NodeList, values: list[FilterExpression]) -> None:
        self.inside = inside
        self.values = values
        self._texts: OrderedDict[Hashable, SafeString] = OrderedDict()
        self._lock = Lock()

    def render(self, context: template.Context) -> SafeString:
        """Return the text kept for these values in the reader's language, drawn if there is none."""
        key = (get_language(), *(value.resolve(context) for value in self.values))
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = self.inside.render(context)
        with self._lock:
            self._texts[key] = text
            if len(self._texts) > MOST_KEPT:
                self._texts.popitem(last=False)
        return text


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """
    Keep what stands between `{% kept value … %}` and `{% endkept %}` for each set of values.

    Name every value on which the piece depends, each hashable, save the language. Nothing of a
    person, a token or a number that is never the same twice belongs inside.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    inside = parser.parse(["endkept"])
    parser.delete_first_token()
    return Kept(inside, values)
