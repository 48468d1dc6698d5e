"""What happened to a worker, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from guanjia.doors.web import formatting
from guanjia.ledger.queries import Told

Payload = Mapping[str, int | bool | str | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    day: str
    time: str
    words: str
    by: str
    tone: str = ""
    href: str = ""


def moments(
    history: tuple[tuple[Told, str], ...], *, skills: Mapping[int, str], papers: Mapping[str, str]
) -> list[Moment]:
    """
    Return the timeline, latest first, each day named once.

    :param skills: skill id -> name
    :param papers: code of a kind of certificate -> name
    """
    lines: list[Moment] = []
    last = ""
    for told, by in history:
        day = formatting.dated(told.occurred_at)
        lines.append(
            Moment(
                day=day if day != last else "",
                time=formatting.clock(told.occurred_at),
                words=_words(told, skills, papers),
                by=by,
                tone=TONES.get(told.kind, ""),
            )
        )
        last = day
    return lines


TONES = {
    "worker.suspended": "late",
    "worker.rejected": "late",
    "certificate.expired": "late",
    "certificate.revoked": "late",
    "pass.revoked": "late",
    "worker.cleared": "good",
}


def _words(told: Told, skills: Mapping[int, str], papers: Mapping[str, str]) -> str:
    said = told.payload
    if told.kind in PAPERS:
        kind = str(said["certificate_kind"])
        return _(PAPERS[told.kind]) % {"paper": papers.get(kind, kind)}
    if told.kind == "worker.skill_confirmed":
        return _("“%(skill)s” confirmed at %(level)s") % {
            "skill": skills.get(_number(said["skill_id"]), ""),
            "level": pgettext("level", f"level {said['level']}"),
        }
    if told.kind == "worker.skill_withdrawn":
        return _("“%(skill)s” no longer confirmed") % {
            "skill": skills.get(_number(said["skill_id"]), "")
        }
    return SENTENCES[told.kind](said)


def _day(value: object) -> str:
    return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


PAPERS = {
    "certificate.submitted": gettext_noop("“%(paper)s” handed in"),
    "certificate.verified": gettext_noop("“%(paper)s” verified"),
    "certificate.refused": gettext_noop("“%(paper)s” refused"),
    "certificate.expired": gettext_noop("“%(paper)s” expired"),
    "certificate.revoked": gettext_noop("“%(paper)s” declared void"),
}


def _screened(said: Payload) -> str:
    words = {"step": pgettext("screening", str(said["step"]))}
    passed, failed = _("“%(step)s” passed"), _("“%(step)s” not passed")
    return (passed if said["passed"] else failed) % words


def _revealed(said: Payload) -> str:
    return _("%(field)s looked at, to %(purpose)s") % {
        "field": pgettext("personal", str(said["field"])),
        "purpose": pgettext("purpose", str(said["purpose"])),
    }


def _why(said: Payload, context: str) -> str:
    # Those who left before reasons were asked for have none.
    return pgettext(context, str(said.get("reason") or "other"))


SENTENCES: dict[str, Callable[[Payload], str]] = {
    "worker.applied": lambda said: _("Application recorded"),
    "worker.changed": lambda said: _("Record changed"),
    "worker.revealed": _revealed,
    "worker.screening_step_decided": _screened,
    "worker.cleared": lambda said: _("Cleared to work"),
    "worker.rejected": lambda said: (
        _("Not taken on: %(reason)s") % {"reason": _why(said, "rejection")}
    ),
    "worker.suspended": lambda said: (
        _("Suspended: %(reason)s") % {"reason": _why(said, "suspension")}
    ),
    "worker.reopened": lambda said: _("Taken up again, to be screened anew"),
    "worker.reinstated": lambda said: _("Reinstated"),
    "worker.left": lambda said: (
        _("Left the company: %(reason)s") % {"reason": _why(said, "leaving")}
    ),
    "worker.hours_changed": lambda said: (
        _("Hours set: %(hours)s a week")
        % {"hours": formatting.lasting(_number(said["minutes_a_week"]))}
    ),
    "worker.insured": lambda said: (
        _("%(kind)s recorded, until %(day)s")
        % {"kind": pgettext("insurance", str(said["insurance"])), "day": _day(said["valid_until"])}
    ),
    "leave.requested": lambda said: (
        _("Leave asked for: %(reason)s") % {"reason": pgettext("leave reason", str(said["reason"]))}
    ),
    "leave.decided": lambda said: _("Leave given") if said["approved"] else _("Leave declined"),
    "leave.withdrawn": lambda said: _("Leave withdrawn"),
    "pass.granted": lambda said: _("Cleared for a household"),
    "pass.extended": lambda said: _("Clearance for a household extended"),
    "pass.revoked": lambda said: _("Clearance for a household withdrawn"),
}

TOLD = (*SENTENCES, *PAPERS, "worker.skill_confirmed", "worker.skill_withdrawn")
"""The kinds of facts that a worker's history tells; messages sent to them are not of it."""
