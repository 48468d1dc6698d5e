"""What the flow knows of branches and logins: names of users, and who is told what of their own login."""

from collections.abc import Iterable

from guanjia.chapters.org.models import User
from guanjia.flow.chapter import Chapter
from guanjia.flow.notices import logins


def _users(ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(id__in=ids).values_list("id", "name"))


CHAPTER = Chapter(
    labels=dict.fromkeys(("user_id", "owner_id", "assessor_id"), _users),
    notices={
        "user.phone_changed": (logins.changed_phone_tells_the_former_number,),
        "user.factor_reset": (logins.reset_factor_tells_its_owner,),
        "role.granted": (logins.granted_role_tells_its_holder,),
        "role.offered": (logins.offered_role_asks_whose_it_would_be,),
        "token.made": (logins.made_token_tells_for_whom_it_acts,),
    },
)
