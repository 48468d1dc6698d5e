"""What the flow knows of the gate: that somebody may no longer be sent."""

from guanjia.flow.chapter import Chapter
from guanjia.flow.event_messages import Message
from guanjia.kernel.words import _

CHAPTER = Chapter(
    messages={
        "pass.granted": Message(_("Cleared for a household")),
        "pass.extended": Message(_("Clearance for a household extended")),
        "pass.revoked": Message(_("May no longer be sent for %(service_id)s.")),
    }
)
