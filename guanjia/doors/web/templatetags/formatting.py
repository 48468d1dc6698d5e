"""The functions of `guanjia.doors.web.formatting`, for templates."""

import hashlib

from django import template

from guanjia.doors.clock import now
from guanjia.doors.web import formatting
from guanjia.vault.masking import masked_phone

register = template.Library()

register.simple_tag(formatting.state)
register.simple_tag(formatting.mark)
register.simple_tag(formatting.ago)
register.simple_tag(formatting.sign)
register.filter(formatting.money)
register.filter(formatting.day)
register.filter(formatting.monthday)
register.filter(formatting.dated)
register.filter(formatting.last_day)
register.filter(formatting.clock)
register.filter(formatting.span)
register.filter(formatting.when)
register.filter(formatting.deadline)
register.filter(formatting.lasting)
register.filter(formatting.distance)
register.filter(formatting.together)
register.filter(formatting.phone)
register.filter(formatting.qr)
register.filter("masked", masked_phone)


@register.simple_tag
def as_of() -> str:
    """Return when this page was made, for a phone that keeps it."""
    return now().isoformat(timespec="milliseconds")


@register.filter
def slug_of(text: str) -> str:
    """Return a short name that is the same for the same text, to tie a label to its field."""
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()
