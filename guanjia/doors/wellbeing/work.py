"""Is the work done that nobody waits for at a page: facts handed on, messages sent and delivered?"""

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanjia.doors.clock import now
from guanjia.doors.wellbeing.finding import Finding
from guanjia.flow.overviews import health
from guanjia.outbound.messages import is_served, messenger_for
from guanjia.outbound.queries import undelivered
from guanjia.outbound.rules import CARRIED, SETTINGS_OF


def start() -> str:
    """Return how a worker is started."""
    return _("Start the worker: `guanjia work`, or `guanjia run` for both.")


def worker() -> Finding:
    """Look whether somebody is at work: delivers, sends, solves, keeps dates."""
    if health.is_at_work(at=now()):
        return Finding("well", _("A worker is at work."))
    return Finding("ill", _("No worker is at work."), start())


def facts() -> Finding:
    """Look whether facts are handed on in time."""
    waited = health.oldest_pending()
    figures = {"seconds": int(waited.total_seconds())}
    if waited > health.OLD:
        words = _("Facts have waited for %(n)s minutes.") % {"n": figures["seconds"] // 60}
        return Finding("ill", words, start(), figures)
    return Finding("well", _("No fact has waited long to be handed on."), figures=figures)


def messages() -> Finding:
    """Look whether messages are sent in time."""
    waited = health.oldest_waiting(at=now())
    figures = {"seconds": int(waited.total_seconds())}
    if waited > health.OLD:
        words = _("Messages have waited for %(n)s minutes.") % {"n": figures["seconds"] // 60}
        return Finding("ill", words, start(), figures)
    return Finding("well", _("No message has waited long to be sent."), figures=figures)


def delivery() -> Finding:
    """Look whether somebody brings what the house writes to people outside."""
    nobody = undelivered()
    if nobody:
        return Finding(
            "ill",
            _(
                "Nothing is delivered by %(channels)s: no provider is set. Messages that wait: %(n)s."
            )
            % {
                "channels": _(", ").join(pgettext("channel", one.channel) for one in nobody),
                "n": sum(one.waiting for one in nobody),
            },
            _("Set %(variables)s; docs/operations.md says how.")
            % {"variables": ", ".join(SETTINGS_OF[one.channel] for one in nobody)},
            {"waiting": sum(one.waiting for one in nobody)},
        )
    try:
        for channel in filter(is_served, CARRIED):
            messenger_for(channel)
    except ImproperlyConfigured as error:
        return Finding(
            "ill",
            _("Nothing is delivered by %(channels)s: %(why)s")
            % {"channels": pgettext("channel", channel), "why": error},
            _("Set %(variables)s; docs/operations.md says how.")
            % {"variables": SETTINGS_OF[channel]},
        )
    words = _("Whatever is written to people outside is brought by somebody.")
    return Finding("well", words)


def parked() -> Finding:
    """Look whether a hand-off waits for a person."""
    rows = health.parked()
    if rows:
        return Finding(
            "mind",
            _("%(n)s hand-offs failed and wait for a person; first: %(what)s")
            % {"n": len(rows), "what": f"{rows[0].kind} → {rows[0].reaction}"},
            _("Look at them under Settings, “Parked hand-offs”, and try them again."),
            {"waiting": len(rows)},
        )
    return Finding("well", _("No hand-off waits for a person."), figures={"waiting": 0})
