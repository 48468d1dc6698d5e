"""
A sentence for each fact, as the timeline tells it.

Placeholders are the names of the fact's fields. Ids are replaced by labels looked up when the
timeline is read, so that a person who was forgotten stays forgotten; codes by the words below.
A kind without a sentence is not told: it is of use to machines only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from guanjia.chapters.dispatch.rules.reasons import RULES
from guanjia.kernel.money import yuan
from guanjia.kernel.words import _
from guanjia.ledger.queries import Told

PHRASES: Mapping[str, str] = {
    "household.opened": _("The household was opened."),
    "household.engaged": _("The household became a client."),
    "household.parted": _("The household left: %(reason)s."),
    "household.dropped": _("The enquiry was closed: %(reason)s."),
    "household.reopened": _("The enquiry was taken up again."),
    "household.dossier_changed": _("The dossier was changed: %(part)s."),
    "household.communication_agreed": _("Agreed: contact every %(every_days)s days."),
    "household.revealed": _("A masked value was looked at: %(part)s."),
    "consent.given": _("Consent given: %(purpose)s."),
    "consent.withdrawn": _("Consent withdrawn: %(purpose)s."),
    "appointment.promised": _("An appointment was promised."),
    "appointment.passed_on": _("The appointment was passed on to %(assessor_id)s."),
    "appointment.kept": _("The appointment was kept."),
    "appointment.called_off": _("The appointment was called off."),
    "assessment.started": _("A needs assessment was begun."),
    "assessment.finished": _("The needs assessment was finished."),
    "assessment.reopened": _("The needs assessment was taken up again."),
    "plan.drafted": _("Version %(number)s of the plan was drafted."),
    "plan.offered": _("Version %(number)s of the plan was offered at %(monthly_fee_fen)s a month."),
    "plan.accepted": _(
        "Version %(number)s of the plan was accepted at %(monthly_fee_fen)s a month."
    ),
    "plan.paper_brought": _("Version %(number)s, signed on paper, was brought in."),
    "plan.paper_confirmed": _("The paper signed under version %(number)s was confirmed."),
    "plan.paper_refused": _("The paper signed under version %(number)s was refused."),
    "plan.paper_taken_back": _("The paper signed under version %(number)s was taken back."),
    "plan.paper_lapsed": _("The paper signed under version %(number)s came to nothing."),
    "plan.declined": _("Version %(number)s of the plan was declined."),
    "plan.change_asked": _("The household asked to change version %(number)s of the plan."),
    "plan.withdrawn": _("Version %(number)s of the plan was withdrawn."),
    "plan.superseded": _("Version %(number)s of the plan was replaced."),
    "plan.ended": _("The plan ended."),
    "order.booked": _("%(service_id)s was ordered for %(price_fen)s."),
    "order.cancelled": _("The order was cancelled: %(reason)s."),
    "order.fulfilled": _("The order was fulfilled."),
    "visit.opened": _("A visit was opened for %(on)s."),
    "visit.started": _("A visit began."),
    "visit.finished": _("A visit ended after %(minutes)s."),
    "visit.cancelled": _("The visit on %(visit_id)s was cancelled: %(reason)s."),
    "visit.fixed": _("The visit on %(visit_id)s is fixed to its time: %(is_fixed)s."),
    "visit.rearranged": _("%(visit_id)s was planned anew, and the visit with it."),
    "visit.left_open": _("%(visit_id)s was planned anew; nobody is found for the visit yet."),
    "visit.missed": _("The visit on %(visit_id)s was missed: %(reason)s."),
    "assignment.assigned": _("%(worker_id)s was assigned to the visit on %(visit_id)s."),
    "assignment.withdrawn": _("%(worker_id)s was taken off the visit on %(visit_id)s: %(reason)s."),
    "assignment.absent": _("%(worker_id)s did not come to the visit on %(visit_id)s: %(reason)s."),
    "assignment.rule_overridden": _(
        "%(worker_id)s was assigned on %(visit_id)s against a rule: %(rule)s."
    ),
    "attendance.checked_in": _("%(worker_id)s checked in."),
    "attendance.checked_out": _(
        "%(worker_id)s checked out: %(steps_done)s of %(steps_due)s steps done."
    ),
    "attendance.reading_abnormal": _("%(worker_id)s noted a reading outside the normal."),
    "attendance.departure_corrected": _(
        "When %(worker_id)s left was put right from %(left_before)s to %(left)s "
        "(%(minutes)s there): %(reason)s."
    ),
    "attendance.accepted": _("The work of %(worker_id)s was accepted: %(way)s."),
    "attendance.disputed": _("The work of %(worker_id)s was not accepted: %(way)s."),
    "attendance.unsigned": _("%(worker_id)s noted that the household has not signed: %(reason)s."),
    "phone.clock_off": _(
        "The clock of %(worker_id)s's phone was %(minutes)s off; times were put right."
    ),
    "incident.reported": _("%(worker_id)s reported an incident: %(severity)s."),
    "incident.taken_up": _("The incident was taken up."),
    "incident.closed": _("The incident was closed."),
    "survey.sent": _("A questionnaire was sent."),
    "survey.answered": _("The questionnaire was answered: %(overall)s of 5."),
    "survey.expired": _("The questionnaire was not answered in time."),
    "callback.opened": _("A call-back is due: %(reason)s."),
    "callback.tried": _("Called for the %(tries)s. time, nobody reached."),
    "callback.passed_on": _("The call-back was passed on to %(owner_id)s."),
    "callback.settled": _("The call-back ended: %(outcome)s."),
    "callback.dropped": _("The call-back was dropped."),
    "worker.applied": _("Applied."),
    "worker.screening_step_decided": _("Screening, %(step)s: %(passed)s."),
    "worker.cleared": _("Cleared for work."),
    "worker.rejected": _("The application was rejected."),
    "worker.suspended": _("Suspended."),
    "worker.reinstated": _("Reinstated."),
    "worker.left": _("Left the company."),
    "worker.reopened": _("Taken up again, to be screened anew."),
    "worker.skill_confirmed": _("Skill confirmed: %(skill_id)s at level %(level)s."),
    "worker.skill_withdrawn": _("Skill withdrawn: %(skill_id)s."),
    "worker.hours_changed": _("Weekly hours changed."),
    "worker.revealed": _("A masked value was looked at: %(part)s."),
    "certificate.submitted": _("Certificate handed in: %(certificate_kind)s."),
    "certificate.verified": _("Certificate verified: %(certificate_kind)s."),
    "certificate.refused": _("Certificate refused: %(certificate_kind)s."),
    "certificate.expired": _("Certificate expired: %(certificate_kind)s."),
    "certificate.revoked": _("Certificate revoked: %(certificate_kind)s."),
    "leave.requested": _("Leave requested."),
    "leave.decided": _("Leave decided: %(approved)s."),
    "leave.withdrawn": _("Leave withdrawn."),
    "pass.revoked": _("May no longer be sent for %(service_id)s."),
}

CODES: Mapping[str, str] = {
    "True": _("yes (said)"),
    "False": _("no (said)"),
    "member": _("members"),
    "habit": _("habits"),
    "home": _("home"),
    "contact": _("contacts"),
    "agreement": _("communication agreement"),
    "wish": _("wishes"),
    "household": _("household"),
    "service": _("service purpose"),
    "health": _("health data"),
    "minors": _("data of minors"),
    "photos": _("photos during work"),
    "messages": _("messages"),
    "marketing": _("offers"),
    **RULES,
    "minor": _("small"),
    "serious": _("serious"),
    "safety": _("danger to somebody"),
    "low_score": _("low answer"),
    "disputed_work": _("work not accepted"),
    "incident": _("incident"),
    "declined_plan": _("plan declined"),
    "agreed_contact": _("agreed contact"),
    "satisfied": _("content now"),
    "redo_agreed": _("to be done again"),
    "change_agreed": _("something changes"),
    "complaint": _("becomes a complaint"),
    "not_reached": _("not reached"),
    "identity": _("identity"),
    "background": _("background check"),
    "interview": _("interview"),
    "skill_test": _("skill test"),
    "references": _("references"),
    "plan_superseded": _("the plan was replaced"),
    "plan_ended": _("the plan ended"),
    "order_cancelled": _("the order was cancelled"),
    "client_asked": _("the client asked for it"),
    "uncovered": _("may no longer be sent"),
    "sick": _("sick"),
    "away": _("cannot come"),
    "roster": _("another roster"),
    "by_hand": _("somebody else was chosen"),
    "reassigned": _("somebody else goes"),
    "cancelled": _("cancelled"),
    "missed": _("missed"),
    "no_cover": _("nobody could go"),
    "no_show": _("without a word"),
    "no_way": _("could not get there"),
    "forgotten": _("forgot to check out"),
    "wrong_clock": _("the phone's time was wrong"),
    "wrong_press": _("pressed at the wrong moment"),
    "really_so": _("it was really so"),
    "own_login": _("the household said so on its own phone"),
    "signed": _("the household signed on the worker's phone"),
    "told_orally": _("by mouth, as the worker tells it"),
    "typed": _("a name was typed, which is no signature"),
    "unsaid": _("it was not noted how"),
    "nobody_home": _("nobody was there"),
    "no_time": _("they had no time"),
    "unwilling": _("they did not want to"),
    "client_away": _("the client was away"),
    "client": _("the client asked for it"),
    "company": _("for reasons of our own"),
    "weather": _("the weather"),
    "mistake": _("ordered by mistake"),
    "other": _("another reason"),
    "none": _("no reason given"),
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+00:00")

FORMERLY: Mapping[str, Mapping[str, object]] = {
    "attendance.accepted": {"way": "unsaid"},
    "attendance.disputed": {"way": "unsaid"},
}
"""What facts of earlier days did not say yet."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Names for ids: field name -> id -> label. What is missing here has been forgotten."""

    names: Mapping[str, Mapping[int, str]]

    def of(self, field: str, value: object) -> str | None:
        """Return the label of an id, None if the field is no id, a dot if it was forgotten."""
        if field not in self.names or not isinstance(value, int):
            return None
        return self.names[field].get(value, "·")


def is_told(kind: str) -> bool:
    """Test whether facts of this kind have a sentence."""
    return kind in PHRASES


def sentence(fact: Told, labels: Labels) -> str:
    """Return a fact as a sentence in the reader's language."""
    said = {**FORMERLY.get(fact.kind, {}), **fact.payload}
    words = {name: _in_words(name, value, labels) for name, value in said.items()}
    return gettext(PHRASES[fact.kind]) % words


def lasting(minutes: int) -> str:
    """Return a duration as 2 小时 30 分钟."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def _in_words(field: str, value: object, labels: Labels) -> str:
    label = labels.of(field, value)
    if label is not None:
        return label
    if field.endswith("_fen") and isinstance(value, int):
        return yuan(value)
    if field == "minutes" and isinstance(value, int):
        return lasting(value)
    if value is None:
        return gettext("nothing")
    code = str(value)
    if MOMENT.fullmatch(code):
        seen = timezone.localtime(datetime.fromisoformat(code))
        return f"{date_format(seen, 'MONTH_DAY_FORMAT')} {seen:%H:%M}"
    if DAY.fullmatch(code):
        return date_format(date.fromisoformat(code), "MONTH_DAY_FORMAT")
    return gettext(CODES[code]) if code in CODES else code.replace("_", " ")
