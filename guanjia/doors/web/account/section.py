"""What the pages of one's own login say of themselves."""

from guanjia.doors.web.sections import Section

SECTION = Section(
    for_everybody=frozenset(
        {
            "start",
            "me",
            "still_here",
            "messages",
            "account_logout",
            "account_change_password",
            "account_set_password",
            "account_reauthenticate",
            "prove",
            "prove_again",
            "end_way",
            "role_offer",
            "decline_role",
        }
    ),
    state_styles={
        "role offer": {
            "offered": "waiting",
            "accepted": "good",
            "declined": "missed",
            "withdrawn": "idle",
            "lapsed": "idle",
        },
    },
)
