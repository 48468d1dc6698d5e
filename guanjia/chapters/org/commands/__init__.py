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
    client_login,
    close_login,
    end_role,
    grant_role,
    invite_user,
    open_branch,
    reopen_login,
)
from guanjia.chapters.org.commands.ways_in import (
    Entry,
    make_link,
    make_token,
    note_phone_verified,
    open_link,
    revoke_link,
    revoke_token,
)

__all__ = [
    "Entry",
    "change_phone",
    "client_login",
    "close_login",
    "decide_setting",
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
]
