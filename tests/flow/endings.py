"""
What becomes of each partner when something has run its course; `test_endings` walks it.

A pair is any two kinds of things of which one leads to the other by foreign keys and which both
have a life: a state, or a moment at which they end. Whoever adds a state or a pair decides here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guanjia.chapters.dispatch.commands import finish_visit, note_no_show, take_back_roster
from guanjia.chapters.dispatch.commands.assigning import withdraw as withdraw_people
from guanjia.chapters.dossier.commands import carry_out_erasure
from guanjia.chapters.fieldwork.commands import check_out
from guanjia.chapters.planning.commands.agreements import agree, release
from guanjia.chapters.planning.commands.lapses import let_papers_lapse
from guanjia.flow.chapter import Reaction
from guanjia.flow.handoffs import clearance, dispatch, dossier, planning, workforce


@dataclass(frozen=True, slots=True)
class Handed:
    """The partner follows within seconds: the fact `kind` is handed on to `reaction`."""

    kind: str
    reaction: Reaction


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The partner follows in the same transaction, by `command`."""

    command: Callable[..., object]


@dataclass(frozen=True, slots=True)
class Stands:
    """The partner goes on, because."""

    because: str


Answer = Handed | AtOnce | Stands

WHOLE = Stands("it is one of many, and the whole goes on without it")
HISTORY = Stands("it tells what was, whatever became of the other")
NONE_YET = Stands("there is none at that time")
UNASKED = Stands("nobody is asked to go on with it while the other is gone (today's tasks)")

STILL_ASKED = Stands("the household that asked about it is still owed its answer")

RESTING: Mapping[str, frozenset[str]] = {
    "Assessment": frozenset({"finished"}),
    "Household": frozenset({"past", "dropped"}),
    "SolverRun": frozenset({"failed"}),
    "Worker": frozenset({"left", "rejected", "suspended"}),
}
"""States that a life may leave again, and in which it is over for now all the same."""


def household_gone(kind: str) -> dict[str, Answer]:
    """Return what follows when a household is a client or a prospect no more."""
    return {
        "PlanVersion": Handed(kind, dossier.household_gone_ends_what_is_planned),
        "Commitment": AtOnce(release),
        "Order": Handed(kind, dossier.household_gone_ends_what_is_planned),
        "Visit": Handed("plan.ended", planning.plan_stopped_closes_visits),
        "Appointment": Handed(kind, dossier.household_gone_calls_off_appointments),
        "Assessment": UNASKED,
        "Callback": Stands("whoever leaves is still owed the call that was promised"),
        "Invitation": Stands("whoever leaves is asked how it was, too, until the time is over"),
        "Consent": Stands("it lasts until they withdraw it, as the file does"),
        "Preference": Stands("it is what they said; nobody is sent to them any more"),
        "DietNote": Stands("it is what they said; nobody is sent to them any more"),
        "Grant": AtOnce(withdraw_people),
        "Pass": Stands("it sends nobody where there is no visit"),
        "Erasure": Stands("whoever leaves may be forgotten; that is asked for by itself"),
    }


OVER_BEFORE = Stands("nothing is erased while one is open (what_stands_against)")

HOUSEHOLD_ERASED: dict[str, Answer] = {
    "PlanVersion": Handed("household.erased", dossier.household_erased_empties_its_plans),
    "Commitment": OVER_BEFORE,
    "Order": Handed("household.erased", dossier.household_erased_empties_its_plans),
    "Visit": OVER_BEFORE,
    "Appointment": OVER_BEFORE,
    "Assessment": Handed("household.erased", dossier.household_erased_empties_its_assessments),
    "Callback": Handed("household.erased", dossier.household_erased_empties_its_calls),
    "Invitation": Handed("household.erased", dossier.household_erased_empties_its_answers),
    "Consent": Stands("that they once said yes is shown to whoever asks by what right we came"),
    "Preference": AtOnce(carry_out_erasure),
    "DietNote": AtOnce(carry_out_erasure),
    "Grant": AtOnce(carry_out_erasure),
    "Pass": Stands("it sends nobody where there is no visit"),
    "Erasure": AtOnce(carry_out_erasure),
}


def visit_off(kind: str, reaction: Reaction) -> dict[str, Answer]:
    """Return what follows when a visit does not take place."""
    return {
        "Household": WHOLE,
        "PlanVersion": WHOLE,
        "Order": Handed(kind, reaction),
        "Assignment": AtOnce(withdraw_people),
        "Incident": HISTORY,
        "Alert": NONE_YET,
        "Callback": STILL_ASKED,
        "Invitation": NONE_YET,
        "Sop": WHOLE,
    }


def promise_over(kind: str) -> dict[str, Answer]:
    """Return what follows when a version is a promise no more."""
    return {
        "Household": Stands("they may have other plans and orders; parting is a decision"),
        "Assessment": HISTORY,
        "Commitment": AtOnce(release),
        "PaperSignature": HISTORY,
        "Visit": Handed(kind, planning.plan_stopped_closes_visits),
    }


def offer_over(papers: Answer) -> dict[str, Answer]:
    """Return what follows when a draft or an offer comes to nothing."""
    return {
        "Household": WHOLE,
        "Assessment": HISTORY,
        "Commitment": NONE_YET,
        "PaperSignature": papers,
        "Visit": NONE_YET,
    }


def worker_off(kind: str) -> dict[str, Answer]:
    """Return what follows when a worker can be sent no more."""
    return {
        "Pass": Handed(kind, workforce.worker_changed_reviews_passes),
        "Assignment": Handed("pass.revoked", clearance.pass_revoked_withdraws_people),
        "Certificate": UNASKED,
        "Leave": UNASKED,
        "Insurance": HISTORY,
    }


def sent(visit: Answer) -> dict[str, Answer]:
    """Return what follows when somebody is sent to a visit no more."""
    return {
        "Visit": visit,
        "Pass": Stands("it lasts for other visits"),
        "Worker": WHOLE,
        "SolverRun": HISTORY,
        "Attendance": HISTORY,
        "Incident": HISTORY,
    }


PAPER_OFF: dict[str, Answer] = {"PlanVersion": Stands("the offer waits for another answer")}
LEAVE_OVER: dict[str, Answer] = {"Worker": WHOLE}
RUN_OVER: dict[str, Answer] = {"Assignment": NONE_YET}
NOBODY: dict[str, Answer] = {}
STILL_ALERT = Stands("what a step showed is seen to, also after the visit")
ALERT_OVER: dict[str, Answer] = {"Attendance": HISTORY, "Visit": HISTORY, "Sop": WHOLE}

CALL_OVER: dict[str, Answer] = {
    "Household": WHOLE,
    "Visit": Stands("what was agreed on the telephone is done by whoever called"),
}

ENDINGS: Mapping[tuple[str, str], Mapping[str, Answer]] = {
    ("Alert", "corrected"): ALERT_OVER,
    ("Alert", "settled"): ALERT_OVER,
    ("Appointment", "kept"): {"Household": WHOLE},
    ("Appointment", "called_off"): {"Household": WHOLE},
    ("Assessment", "finished"): {"Household": WHOLE, "PlanVersion": HISTORY},
    ("Assignment", "completed"): sent(AtOnce(finish_visit)),
    ("Assignment", "withdrawn"): sent(AtOnce(withdraw_people)),
    ("Assignment", "absent"): sent(AtOnce(note_no_show)),
    ("Attendance", "accepted"): {"Assignment": AtOnce(check_out), "Alert": STILL_ALERT},
    ("Attendance", "disputed"): {"Assignment": AtOnce(check_out), "Alert": STILL_ALERT},
    ("Callback", "settled"): CALL_OVER,
    ("Callback", "dropped"): CALL_OVER,
    ("Certificate", "refused"): {
        "Worker": Stands("a paper that was never verified cleared nobody")
    },
    ("Certificate", "expired"): {
        "Worker": Handed("certificate.expired", workforce.worker_changed_reviews_passes)
    },
    ("Certificate", "revoked"): {
        "Worker": Handed("certificate.revoked", workforce.worker_changed_reviews_passes)
    },
    ("Household", "past"): household_gone("household.parted"),
    ("Household", "dropped"): household_gone("household.dropped"),
    ("Household", "erased"): HOUSEHOLD_ERASED,
    ("Erasure", "taken_back"): {"Household": Stands("it stays as it was")},
    ("Erasure", "carried_out"): {"Household": AtOnce(carry_out_erasure)},
    ("Incident", "closed"): {"Assignment": HISTORY, "Visit": HISTORY},
    ("Invitation", "answered"): {"Household": WHOLE, "Visit": HISTORY},
    ("Invitation", "expired"): {"Household": WHOLE, "Visit": HISTORY},
    ("Leave", "declined"): LEAVE_OVER,
    ("Leave", "withdrawn"): LEAVE_OVER,
    ("Notice", "sent"): NOBODY,
    ("Notice", "failed"): NOBODY,
    ("Notice", "cancelled"): NOBODY,
    ("Notice", "lapsed"): NOBODY,
    ("Order", "fulfilled"): {"Household": WHOLE, "Visit": HISTORY, "Sop": WHOLE},
    ("Order", "cancelled"): {
        "Household": WHOLE,
        "Visit": Handed("order.cancelled", planning.order_cancelled_cancels_its_visit),
        "Sop": WHOLE,
    },
    ("PaperSignature", "confirmed"): {"PlanVersion": AtOnce(agree)},
    ("PaperSignature", "refused"): PAPER_OFF,
    ("PaperSignature", "taken_back"): PAPER_OFF,
    ("PaperSignature", "lapsed"): PAPER_OFF,
    ("PlanVersion", "declined"): offer_over(AtOnce(let_papers_lapse)),
    ("PlanVersion", "withdrawn"): offer_over(AtOnce(let_papers_lapse)),
    ("PlanVersion", "superseded"): promise_over("plan.superseded"),
    ("PlanVersion", "ended"): promise_over("plan.ended"),
    ("RoleOffer", "accepted"): NOBODY,
    ("RoleOffer", "declined"): NOBODY,
    ("RoleOffer", "withdrawn"): NOBODY,
    ("RoleOffer", "lapsed"): NOBODY,
    ("SolverRun", "failed"): RUN_OVER,
    ("SolverRun", "dismissed"): RUN_OVER,
    ("SolverRun", "taken_back"): {"Assignment": AtOnce(take_back_roster)},
    ("Sop", "retired"): {
        "Alert": STILL_ALERT,
        "Order": Stands("what was agreed is done by the standard it was agreed on"),
        "Visit": Stands("what was agreed is done by the standard it was agreed on"),
    },
    ("Visit", "finished"): {
        "Household": WHOLE,
        "PlanVersion": WHOLE,
        "Order": Handed("visit.finished", dispatch.visit_finished_fulfils_its_order),
        "Assignment": AtOnce(finish_visit),
        "Incident": Stands("what was reported is seen to, also after the visit"),
        "Alert": STILL_ALERT,
        "Callback": STILL_ASKED,
        "Invitation": HISTORY,
        "Sop": WHOLE,
    },
    ("Visit", "cancelled"): visit_off(
        "visit.cancelled", dispatch.visit_cancelled_cancels_its_order
    ),
    ("Visit", "missed"): visit_off("visit.missed", dispatch.visit_missed_cancels_its_order),
    ("Worker", "suspended"): worker_off("worker.suspended"),
    ("Worker", "left"): worker_off("worker.left"),
    ("Worker", "rejected"): {
        "Pass": NONE_YET,
        "Assignment": NONE_YET,
        "Certificate": UNASKED,
        "Leave": UNASKED,
        "Insurance": HISTORY,
    },
}
"""(Model, state in which its life is over) -> partner -> what becomes of it."""
