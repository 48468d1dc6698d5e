"""What may be done about the company: its branches, people, ways in and figures."""

from guanjia.chapters.org.commands.figures import (
    decide_setting,
    mark_as_demo,
    seed_holidays,
    seed_settings,
    set_holiday,
)
from guanjia.chapters.org.commands.people import (
    change_phone,
    close_login,
    contact_login,
    end_role,
    grant_role,
    invite_user,
    open_branch,
    reopen_login,
    tie,
    untie,
)
from guanjia.chapters.org.commands.ways_in import (
    end_links,
    make_link,
    make_token,
    note_phone_verified,
    open_link,
    revoke_link,
    revoke_token,
)

__all__ = [
    "change_phone",
    "close_login",
    "contact_login",
    "decide_setting",
    "end_links",
    "end_role",
    "grant_role",
    "invite_user",
    "make_link",
    "make_token",
    "mark_as_demo",
    "note_phone_verified",
    "open_branch",
    "open_link",
    "reopen_login",
    "revoke_link",
    "revoke_token",
    "seed_holidays",
    "seed_settings",
    "set_holiday",
    "tie",
    "untie",
]
