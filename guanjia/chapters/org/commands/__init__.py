"""What may be done about the company: its branches, people, ways in and figures."""

from guanjia.chapters.org.commands.branches import open_branch
from guanjia.chapters.org.commands.figures import (
    decide_setting,
    mark_as_demo,
    seed_holidays,
    seed_settings,
    set_holiday,
    trust_clock,
)
from guanjia.chapters.org.commands.forgetting import forget_logins_of
from guanjia.chapters.org.commands.invitations import NumberInUse, invite_colleague
from guanjia.chapters.org.commands.logins import (
    change_phone,
    choose_language,
    close_login,
    contact_login,
    end_all_visits,
    end_all_visits_in,
    end_visits,
    end_visits_of_nobody,
    invite_user,
    note_phone_verified,
    note_seen,
    reopen_login,
    reset_factor,
    retire_login,
    tie,
    untie,
)
from guanjia.chapters.org.commands.privacy import publish_privacy_notice
from guanjia.chapters.org.commands.roles import (
    accept_offer,
    decline_offer,
    end_role,
    give_role,
    grant_role,
    withdraw_offer,
)
from guanjia.chapters.org.commands.tokens import make_token, revoke_token
from guanjia.chapters.org.commands.ways_in import (
    end_links,
    end_links_to_others,
    make_link,
    open_link,
    revoke_link,
)

__all__ = [
    "NumberInUse",
    "accept_offer",
    "change_phone",
    "choose_language",
    "close_login",
    "contact_login",
    "decide_setting",
    "decline_offer",
    "end_all_visits",
    "end_all_visits_in",
    "end_links",
    "end_links_to_others",
    "end_role",
    "end_visits",
    "end_visits_of_nobody",
    "forget_logins_of",
    "give_role",
    "grant_role",
    "invite_colleague",
    "invite_user",
    "make_link",
    "make_token",
    "mark_as_demo",
    "note_phone_verified",
    "note_seen",
    "open_branch",
    "open_link",
    "publish_privacy_notice",
    "reopen_login",
    "reset_factor",
    "retire_login",
    "revoke_link",
    "revoke_token",
    "seed_holidays",
    "seed_settings",
    "set_holiday",
    "tie",
    "trust_clock",
    "untie",
    "withdraw_offer",
]
