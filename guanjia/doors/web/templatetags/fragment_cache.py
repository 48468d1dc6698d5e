"""
Keeps what a piece of a template came to, for as long as its values are the same.

The frame around a page is the same for everybody in a role; drawing it anew took longer than
drawing most pages.
"""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from guanjia.kernel.shelves import Shelf

register = template.Library()

MOST_KEPT = 256


class Kept(template.Node):
    """A piece of a template with the texts it came to, the latest used last."""

    def __init__(self, inside: NodeList, values: list[FilterExpression]) -> None:
        self.inside = inside
        self.values = values
        self._texts: Shelf[SafeString] = Shelf(MOST_KEPT)

    def render(self, context: template.Context) -> SafeString:
        """Return the text kept for these values in the reader's language, drawn if there is none."""
        key = (get_language(), *(value.resolve(context) for value in self.values))
        return self._texts.take(key, lambda: self.inside.render(context))


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
