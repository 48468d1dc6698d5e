"""
Which shape and colour each state wears.

draft ◌ not yet in the world · waiting ○ for somebody · doing ▶ under way · good ● as it should be ·
risk ◐ · late ▲ · missed ■ · done ✓ · idle – over, nothing to do
"""

TONES: dict[str, dict[str, str]] = {
    "appointment": {"promised": "waiting", "kept": "done", "called_off": "idle"},
    "assessment": {"draft": "draft", "finished": "done"},
    "assignment": {
        "proposed": "waiting",
        "held": "waiting",
        "assigned": "good",
        "completed": "done",
        "withdrawn": "idle",
        "absent": "missed",
    },
    "attendance": {
        "arrived": "doing",
        "left": "waiting",
        "unsigned": "waiting",
        "accepted": "done",
        "disputed": "late",
    },
    "call-back": {"due": "waiting", "settled": "done", "dropped": "idle"},
    "certificate": {
        "submitted": "waiting",
        "verified": "good",
        "refused": "missed",
        "expired": "late",
        "revoked": "missed",
    },
    "household": {"prospect": "waiting", "client": "good", "past": "idle", "dropped": "idle"},
    "incident": {"reported": "late", "in_hand": "doing", "closed": "done"},
    "invitation": {"sent": "waiting", "answered": "done", "expired": "idle"},
    "leave": {
        "requested": "waiting",
        "approved": "good",
        "declined": "missed",
        "withdrawn": "idle",
    },
    "notice": {
        "waiting": "waiting",
        "sending": "doing",
        "sent": "done",
        "failed": "missed",
        "cancelled": "idle",
        "lapsed": "missed",
    },
    "order": {"booked": "good", "fulfilled": "done", "cancelled": "idle"},
    "plan version": {
        "draft": "draft",
        "offered": "waiting",
        "accepted": "good",
        "declined": "missed",
        "withdrawn": "idle",
        "superseded": "idle",
        "ended": "idle",
    },
    "role offer": {
        "offered": "waiting",
        "accepted": "good",
        "declined": "missed",
        "withdrawn": "idle",
        "lapsed": "idle",
    },
    "signed paper": {
        "waiting": "waiting",
        "confirmed": "done",
        "refused": "missed",
        "taken_back": "idle",
        "lapsed": "idle",
    },
    "solver run": {
        "queued": "waiting",
        "solving": "doing",
        "proposed": "good",
        "failed": "late",
        "adopted": "done",
        "taken_back": "idle",
        "dismissed": "idle",
    },
    "standard": {"draft": "draft", "in_force": "good", "retired": "idle"},
    "visit": {
        "open": "waiting",
        "staffed": "good",
        "started": "doing",
        "finished": "done",
        "cancelled": "idle",
        "missed": "missed",
    },
    "worker": {
        "applicant": "waiting",
        "active": "good",
        "rejected": "missed",
        "suspended": "risk",
        "left": "idle",
    },
}
