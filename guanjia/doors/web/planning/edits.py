"""Which text of a plan somebody has read, by what their form says."""

from django.http import HttpRequest

from guanjia.doors.web import reading
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _

READ_AGAIN = _("Please read the plan again first.")


def edits_read(request: HttpRequest) -> int:
    """
    Return how far a draft had been edited when the sender read it.

    :raises Invalid: if the form does not say: it was sent by nobody who has read it
    """
    edits = reading.whole_number(request.POST.get("edits", ""))
    if edits is None:
        raise Invalid(READ_AGAIN)
    return edits
