"""The functions of `guanjia.doors.web.show`, for templates."""

import hashlib

from django import template

from guanjia.doors.manners import now
from guanjia.doors.web import show
from guanjia.vault.masking import masked_phone

register = template.Library()

register.simple_tag(show.state)
register.simple_tag(show.mark)
register.simple_tag(show.ago)
register.simple_tag(show.sign)
register.filter(show.money)
register.filter(show.day)
register.filter(show.monthday)
register.filter(show.dated)
register.filter(show.last_day)
register.filter(show.clock)
register.filter(show.span)
register.filter(show.when)
register.filter(show.lasting)
register.filter(show.distance)
register.filter(show.phone)
register.filter(show.qr)
register.filter("masked", masked_phone)


@register.simple_tag
def as_of() -> str:
    """Return when this page was made, for a phone that keeps it."""
    return now().isoformat(timespec="milliseconds")


@register.filter
def slug_of(text: str) -> str:
    """Return a short name that is the same for the same text, to tie a label to its field."""
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()
