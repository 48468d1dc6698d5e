"""
What a button sends: for each address that takes a form, a sound one.

A form that is empty is turned down for its shape before anybody asks who sends it, and says nothing
about rights. `{noun}` stands for the number of that row of the side that the address is about.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.doors.addresses import Address, Word
from tests.world.neighbours import NOW, Side

TOMORROW, NEXT_WEEK = "2026-11-24", "2026-11-30"
A_LINE = {
    "weekdays": "2",
    "every_weeks": "1",
    "minutes": "120",
    "window_from": "09:00",
    "window_until": "17:00",
    "people": "1",
    "mode": "hourly",
}
A_PERSON = {
    "name": "新来的阿姨",
    "phone": "19911112222",
    "born_on": "1985-03-04",
    "mode": "e_bike",
    "employment": "employee",
    "branch_id": "{branch}",
    "version": "1",
}
A_CALL = {
    "phone": "19922223333",
    "name": "新客",
    "address": "新路1号",
    "audience": "general",
    "consents": "service",
    "goes_on": "open",
    "branch": "{branch}",
    "key": "a-new-call-0001",
}
FORMS: Mapping[str, Mapping[str, str]] = {
    "dossier:erasure": {"who": "来电的女儿", "how": "phone", "reason": "搬走了"},
    "language": {"language": "en", "next": "/me/"},
    "invite_user": {
        "name": "新同事",
        "phone": "19933334444",
        "role": "inspector",
        "place": "{branch}",
    },
    "person": {"phone": "19944445555"},
    "grant_role": {"role": "inspector", "place": "{branch}"},
    "branches": {"name": "新店", "code": "new", "latitude": "31.2", "longitude": "121.4"},
    "figure": {
        "value": "5",
        "place": "{branch}",
        "valid_from": "2026-12-01",
        "source": "家规",
    },
    "holidays": {"day": "2026-12-25", "name": "店庆", "kind": "holiday"},
    "dispatch:morning": {"branch": "{branch}", "on": TOMORROW},
    "dispatch:adopt_way": {"branch": "{branch}", "on": TOMORROW, "way": "nothing signed"},
    "dispatch:back": {"branch": "{branch}", "on": TOMORROW},
    "dispatch:told": {"told": "household/{household}"},
    "dispatch:ask": {"branch": "{branch}", "first_day": "2026-11-26", "last_day": "2026-11-26"},
    "dispatch:adopt": {"visits": "{visit}", "staffing": "{staffing}", "is_confirmed": "on"},
    "dispatch:fix": {"fixed": "yes"},
    "dispatch:assign": {"worker": "{worker}", "clock": "12:00"},
    "dispatch:cancel": {"reason": "client_away"},
    "dispatch:miss": {"reason": "client_absent"},
    "dispatch:withdraw": {"reason": "sick"},
    "dispatch:absent": {"reason": "no_show"},
    "dispatch:hours": {"left_at": "2026-11-23T08:00", "reason": "forgotten"},
    "fieldwork:step": {"is_done": "yes"},
    "fieldwork:acceptance": {"is_accepted": "no", "remark": "地漏没清", "told_by": "吴敏"},
    "fieldwork:unsigned": {"unsigned": "nobody_home"},
    "fieldwork:done_visit": {"is_accepted": "yes"},
    "fieldwork:alert": {"outcome": "family_told", "words": "已打电话给女儿"},
    "fieldwork:incident": {
        "key": "a-new-incident",
        "kind": "damage",
        "severity": "minor",
        "note": "碎了一只碗",
    },
    "survey:answer": {"V1": "5", "V2": "5", "V3": ""},
    "relations:callback": {"outcome": "satisfied", "words": "都好"},
    "relations:pass_on": {"owner_id": "{colleague}", "version": "1"},
    "catalog:edit": {
        "name": "日常保洁",
        "price": "50.00",
        "usual_minutes": "180",
        "least_minutes": "120",
        "people": "1",
        "health_class": "1",
        "is_offered": "on",
        "version": "1",
    },
    "catalog:needs": {"version": "1"},
    "catalog:draft": {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-code": "A1",
        "form-0-text": "擦窗",
        "form-0-evidence": "tick",
    },
    "privacy_notice": {"words": "我们只保存服务需要的。"},
    "workforce:new": A_PERSON,
    "workforce:edit": A_PERSON,
    "workforce:reveal": {"purpose": "call"},
    "workforce:move": {"reason": "complaint"},
    "workforce:screen": {"passed": "yes", "note": "已核对"},
    "workforce:hand_in": {"kind": "{kind}", "level": "1", "issued_on": "2026-11-01"},
    "workforce:insure": {
        "kind": "accident",
        "valid_from": "2026-11-23",
        "valid_until": "2027-11-22",
    },
    "workforce:skill": {"skill": "{skill}", "level": "2"},
    "workforce:hours": {"from_0_1": "09:00", "until_0_1": "18:00"},
    "workforce:leave": {
        "starts_at": "2027-01-04",
        "ends_at": "2027-01-05",
        "reason": "personal",
    },
    "workforce:verify": {"how": "original"},
    "workforce:decide_leave": {"approved": "yes"},
    "dossier:new_call": A_CALL,
    "dossier:known_numbers": {"phone": "19922223333"},
    "dossier:reveal": {"part": "contact.phone", "row": "{contact}"},
    "dossier:move": {"reason": "other"},
    "dossier:let_in": {"contact": "{contact}"},
    "dossier:promise_appointment": {
        "home": "{home}",
        "day": NEXT_WEEK,
        "time": "10:00",
        "minutes": "60",
    },
    "dossier:move_appointment": {
        "day": NEXT_WEEK,
        "time": "11:00",
        "minutes": "60",
        "was": (NOW + timedelta(days=2)).isoformat(),
    },
    "member": {"name": "新成员"},
    "contact": {"name": "新联系人", "phone": "19955556666", "channel": "phone"},
    "home": {"kind": "flat", "address": "新家路1号"},
    "habit": {"kind": "rhythm", "text": "午睡", "is_for_workers": "on"},
    "diet": {"kind": "diet:low_fat", "text": "少油", "source": "client"},
    "preference": {"kind": "language:wuu", "said_by": "client"},
    "consent": {"purpose": "messages", "how": "phone"},
    "agreement": {
        "channel": "phone",
        "every_days": "30",
        "quiet_from": "21:00",
        "quiet_until": "09:00",
    },
    "household": {"name": "新名字", "audience": "general", "version": "{version}"},
    "assessment:start": {"form": "older_people"},
    "planning:draft": {"home": "{home}"},
    "planning:add_line": A_LINE | {"service": "{service}", "edits": "{edits}"},
    "planning:line": {f"l{{line}}-{name}": text for name, text in A_LINE.items()}
    | {"l{line}-edits": "{edits}"},
    "planning:remove_line": {"edits": "{edits}"},
    "planning:terms": {
        "goal": "清清爽爽",
        "starts_on": NEXT_WEEK,
        "discount_percent": "0",
        "payment": "monthly",
        "edits": "{edits}",
    },
    "planning:targets": {"on_time": "97", "edits": "{edits}"},
    "planning:offer": {"edits": "{edits}"},
    "planning:end": {"stops_on": "2026-12-07"},
    "planning:answer": {"number": "1", "signed_name": "吴敏"},
    "client_contact": {
        "reason": "question",
        "household_id": "{household}",
        "words": "请回个电话",
        "key": "a-letter-0001",
    },
    "planning:wish": {"number": "1", "words": "早一点来"},
    "planning:decline": {"number": "1"},
    "planning:check_paper": {
        "number": "1",
        "name_agrees": "on",
        "signature_agrees": "on",
    },
    "planning:refuse_paper": {"reason": "签名看不清"},
    "planning:cancel_order": {"reason": "client"},
}
"""By the name of the address; parts of a dossier, which share one address, by the part."""

BODIES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "api/v1/households": {
        "POST": {
            "branch_id": "{branch}",
            "name": "新客",
            "phone": "19966667777",
            "address": "新路2号",
        }
    },
    "api/v1/orders": {
        "POST": {
            "household_id": "{household}",
            "home_id": "{home}",
            "service_id": "{service}",
            "starts_at": "2026-11-29T09:00:00+08:00",
            "key": "a-new-order-0001",
        }
    },
    "api/v1/orders/<order_id>/cancellation": {"PUT": {"reason": "client"}},
    "api/v1/plans/<version_id>/acceptance": {"PUT": {"number": 1, "signed_name": "吴敏"}},
    "api/v1/visits/<visit_id>/cancellation": {"PUT": {"reason": "client_away"}},
    "api/v1/callbacks/<callback_id>/outcome": {"PUT": {"outcome": "satisfied", "words": "都好"}},
}
"""What programs send, by the route of the address and the method."""


def form_for(address: Address, way: Mapping[str, str | Word], side: Side) -> dict[str, str]:
    """Return what the button of a page sends when the page is about a side."""
    part = way.get("part")
    name = part.text if isinstance(part, Word) else address.name
    given = FORMS.get(name, FORMS.get(address.name, {}))
    return {key.format_map(side.rows): text.format_map(side.rows) for key, text in given.items()}


def body_for(address: Address, method: str, side: Side) -> str:
    """Return what a program sends when it is about a side."""
    given = BODIES.get(address.route, {}).get(method, {})
    return json.dumps(
        {
            key: text.format_map(side.rows) if isinstance(text, str) else text
            for key, text in given.items()
        }
    )


def methods_of(address: Address) -> tuple[str, ...]:
    """Return the methods with which an address is tried, besides GET."""
    if address.is_api:
        return tuple(BODIES.get(address.route, {"POST": {}}))
    return ("POST",)
