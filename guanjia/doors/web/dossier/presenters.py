"""One household made ready to be shown: every word, link and number before the page is drawn."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.assessment.queries import AppointmentLine, AssessmentLine
from guanjia.chapters.dossier.queries import (
    DietLine,
    HouseholdRecord,
    MemberLine,
    PreferenceLine,
)
from guanjia.chapters.planning.queries import OrderRow, PlanRow
from guanjia.doors.web import formatting
from guanjia.doors.web.dossier import labels
from guanjia.doors.web.planning.held import order_state
from guanjia.flow.chapters import dossier as words
from guanjia.kernel.clock import hours_and_minutes

Row = dict[str, object]
DAYS_AHEAD = 14
ADDED = ("member", "habit", "preference", "diet", "contact", "agreement", "consent")
"""The parts of a household's record that have a way to add to them."""

MOVE_EFFECTS = {
    "engage": _("They become a client: plans can be carried out and regular contact begins."),
    "part": _(
        "They become a former client. What is agreed ends today: plans, offers, the visits and "
        "orders that are still ahead, and the appointment to assess. Nothing is charged for it."
    ),
    "drop": _(
        "They are given up as a prospect: offers, orders that are still ahead and the appointment "
        "to assess are over. They can be taken up again at any time."
    ),
    "reopen": _("They become a prospect again."),
}


def moves(record: HouseholdRecord) -> list[Row]:
    """Return the moves open to the actor; what a plan does by itself, or has a page of its own, is not."""
    return [
        {
            "words": formatting.word("household", name),
            "href": reverse("dossier:move", args=[record.id, name]),
        }
        for name in record.moves
        if name not in {"engage", "erase"}
    ]


def audience(record: HouseholdRecord) -> str:
    """Return of which kind a household is, in words."""
    return labels.said(labels.AUDIENCES, record.audience)


def known(record: HouseholdRecord) -> Row:
    """Return what we know of a household, in words."""
    here = record.id
    return {
        "source": labels.said(labels.SOURCES, record.source),
        "opened": formatting.day(record.opened_at),
        "reveal": reverse("dossier:reveal", args=[here]),
        "let_in": reverse("dossier:let_in", args=[here]),
        "edit": reverse("dossier:part", args=[here, "household", here]),
        "add": {part: reverse("dossier:add_part", args=[here, part]) for part in ADDED},
        "members": [_member(here, member) for member in record.members],
        "contacts": [
            {
                "id": one.id,
                "name": one.name,
                "relation": one.relation,
                "phone": one.phone,
                "channel": labels.said(labels.CHANNELS, one.channel),
                "topics": gettext(", ").join(
                    labels.said(labels.TOPICS, topic) for topic in one.topics
                )
                or gettext("Everything"),
                "is_decider": one.is_decider,
                "can_sign_in": one.can_sign_in,
                "ways": reverse("ways", args=[one.user_id]) if one.user_id else "",
                "edit": reverse("dossier:part", args=[here, "contact", one.id]),
            }
            for one in record.contacts
        ],
        "homes": [
            {
                "id": one.id,
                "name": one.name or labels.said(labels.HOME_KINDS, one.kind),
                "kind": labels.said(labels.HOME_KINDS, one.kind),
                "district": one.district,
                "address": one.address,
                "has_access_note": one.has_access_note,
                "area": f"{one.area_m2} m²" if one.area_m2 else formatting.no_data(),
                "rooms": gettext(", ").join(one.rooms) or formatting.no_data(),
                "no_photo_rooms": gettext(", ").join(one.no_photo_rooms),
                "facilities": gettext(", ").join(one.facilities) or formatting.no_data(),
                "is_on_map": one.is_on_map,
                "edit": reverse("dossier:part", args=[here, "home", one.id]),
            }
            for one in record.homes
        ],
        "habits": [
            {
                "kind": labels.said(labels.HABIT_KINDS, one.kind),
                "text": one.text,
                "member": one.member,
                "is_for_workers": one.is_for_workers,
                "remove": reverse("dossier:remove_part", args=[here, "habit", one.id]),
            }
            for one in record.habits
        ],
        "preferences": [_preference(here, one) for one in record.preferences if not one.ended_at],
        "no_longer": [_preference(here, one) for one in record.preferences if one.ended_at],
        "diets": [_diet(here, one) for one in record.diets if not one.ended_at],
        "diets_before": [_diet(here, one) for one in record.diets if one.ended_at],
        "consents": [
            {
                "purpose": labels.PURPOSE_NAMES.get(one.purpose, one.purpose),
                "member": one.member,
                "given": formatting.day(one.given_at),
                "how": labels.said(labels.HOW, one.how),
                "withdrawn": formatting.day(one.withdrawn_at) if one.withdrawn_at else "",
                "withdraw": reverse("dossier:withdraw_consent", args=[here, one.id]),
            }
            for one in record.consents
        ],
        "not_asked": [
            {
                "words": labels.PURPOSE_NAMES[purpose],
                "href": f"{reverse('dossier:add_part', args=[here, 'consent'])}?purpose={purpose}",
            }
            for purpose in record.not_asked
        ],
        "agreement": _agreement(record),
        "gaps": [_gap(record, code) for code in record.gaps],
        "wishes": [
            {
                "worker": one.worker,
                "said": gettext("wanted") if one.kind == "ask" else gettext("never send again"),
            }
            for one in record.wishes
        ],
    }


def _preference(household_id: int, one: PreferenceLine) -> Row:
    return {
        "about": gettext(words.PREFERENCES[one.kind]),
        "text": words.said_in_words(one.code, one.minute),
        "binds": one.minute is not None,
        "who": labels.said(labels.SAYERS, one.said_by),
        "day": formatting.day(one.said_at),
        "ended": formatting.day(one.ended_at) if one.ended_at else "",
        "end": reverse("dossier:remove_part", args=[household_id, "preference", one.id]),
    }


def _diet(household_id: int, one: DietLine) -> Row:
    return {
        "kind": gettext(words.DIETS[one.kind]),
        "text": words.diet_in_words(one.code, one.text),
        "is_allergy": one.kind == "allergy",
        "member": one.member,
        "told": labels.said(labels.DIET_PURPOSES, one.purpose),
        "who": labels.said(labels.DIET_SOURCES, one.source),
        "day": formatting.day(one.said_at),
        "ended": formatting.day(one.ended_at) if one.ended_at else "",
        "end": reverse("dossier:remove_part", args=[household_id, "diet", one.id]),
    }


def _member(household_id: int, member: MemberLine) -> Row:
    birth = member.birth
    said = ""
    if birth:
        frames = {
            (False, False): gettext("%(month)s-%(day)s"),
            (True, False): gettext("lunar %(month)s-%(day)s"),
            (True, True): gettext("lunar leap %(month)s-%(day)s"),
        }
        days = {"month": birth.month, "day": birth.day}
        said = frames[birth.is_lunar, birth.is_leap_month] % days
    return {
        "id": member.id,
        "name": member.name,
        "relation": member.relation,
        "sex": labels.said(labels.SEXES, member.sex) if member.sex else "",
        "age": ngettext("%(age)s year", "%(age)s years", member.age) % {"age": member.age}
        if member.age is not None
        else "",
        "birthday": said,
        "celebrated": formatting.day(member.birthday) if member.birthday else "",
        "is_lunar": bool(birth and birth.is_lunar),
        "occupation": member.occupation,
        "has_health_note": member.has_health_note,
        "needs_guardian": member.needs_guardian,
        "edit": reverse("dossier:part", args=[household_id, "member", member.id]),
    }


def _agreement(record: HouseholdRecord) -> Row | None:
    agreed = record.agreement
    if agreed is None:
        return None
    return {
        "channel": labels.said(labels.CHANNELS, agreed.channel),
        "every": ngettext("every %(days)s day", "every %(days)s days", agreed.every_days)
        % {"days": agreed.every_days},
        "quiet": f"{hours_and_minutes(agreed.quiet_from_minute)}–"
        f"{hours_and_minutes(agreed.quiet_until_minute)}",
        "agreed": formatting.day(agreed.agreed_at),
    }


def _gap(record: HouseholdRecord, code: str) -> Row:
    part = labels.GAP_PARTS.get(code, "")
    if part == "household":
        href = reverse("dossier:part", args=[record.id, part, record.id])
    elif part:
        href = reverse("dossier:add_part", args=[record.id, part])
    elif code == "birthdays":
        open_ones = [member for member in record.members if member.birth is None]
        href = reverse("dossier:part", args=[record.id, "member", open_ones[0].id])
    else:
        href = reverse("dossier:part", args=[record.id, "home", record.homes[0].id])
    return {"words": labels.GAPS[code], "href": href}


def plan_row(row: PlanRow) -> Row:
    """Return a plan among what is agreed."""
    return {
        "href": reverse("planning:plan", args=[row.id]),
        "name": gettext("Plan %(code)s, version %(number)s")
        % {"code": row.code, "number": row.number},
        "home": row.home,
        "household": row.household,
        "state": formatting.state("plan version", row.status),
        "starts": formatting.day(row.starts_on),
        "fee": formatting.money(row.monthly_fee_fen),
        "asked": gettext("asked for a change") if row.wishes and row.status == "offered" else "",
        "answer_by": formatting.deadline(row.answer_by) if row.status == "offered" else "",
    }


def order_row(row: OrderRow, held_until: datetime | None, at: datetime) -> Row:
    """Return a single order among what is agreed."""
    return {
        "href": reverse("planning:order", args=[row.id]),
        "code": row.code,
        "service": row.service,
        "when": formatting.when(row.starts_at, row.starts_at + timedelta(minutes=row.minutes)),
        "home": row.home,
        "price": formatting.money(row.price_fen),
        "state": order_state(row.status, held_until, at=at),
    }


def assessment_row(row: AssessmentLine) -> Row:
    """Return an assessment of the household."""
    name = "assessment:result" if row.status == "finished" else "assessment:begin_at"
    return {
        "href": reverse(name, args=[row.id]),
        "form": row.form,
        "member": row.member,
        "by": row.assessor,
        "started": formatting.day(row.started_at),
        "state": formatting.state("assessment", row.status),
    }


def appointment_row(row: AppointmentLine) -> Row:
    """Return a promise to come and assess."""
    return {
        "when": formatting.when(row.starts_at, row.starts_at + timedelta(minutes=row.minutes)),
        "by": f"{row.assessor} · {row.home}",
        "move": reverse("dossier:move_appointment", args=[row.id]),
        "call_off": reverse("dossier:call_off_appointment", args=[row.id]),
    }


def due(
    record: HouseholdRecord,
    plans: Sequence[PlanRow],
    orders: Sequence[OrderRow],
    appointments: Sequence[AppointmentLine],
    *,
    today: date,
) -> list[Row]:
    """Return what is promised or expected next, soonest first."""
    found: list[tuple[str, Row]] = []
    for appointment in appointments:
        said = gettext("Assessment at home by %(name)s") % {"name": appointment.assessor}
        found.append(
            (appointment.starts_at.isoformat(), _due(said, formatting.when(appointment.starts_at)))
        )
    for order in orders:
        if order.status == "booked":
            href = reverse("planning:order", args=[order.id])
            found.append(
                (
                    order.starts_at.isoformat(),
                    _due(order.service, formatting.when(order.starts_at), href),
                )
            )
    for plan in plans:
        if plan.status == "offered" and plan.answer_by:
            href = reverse("planning:plan", args=[plan.id])
            said = gettext("The household's answer to the offer")
            found.append(
                (plan.answer_by.isoformat(), _due(said, formatting.deadline(plan.answer_by), href))
            )
    for member in record.members:
        if member.birthday and member.birthday <= today + timedelta(days=DAYS_AHEAD):
            said = gettext("Birthday of %(name)s") % {"name": member.name}
            found.append((member.birthday.isoformat(), _due(said, formatting.day(member.birthday))))
    return [row for _when, row in sorted(found, key=lambda pair: pair[0])]


def _due(what: str, when: str, href: str = "") -> Row:
    return {"what": what, "when": when, "href": href}
