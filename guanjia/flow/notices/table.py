"""Which fact is told to whom."""

from guanjia.flow.handoffs.table import Table
from guanjia.flow.notices import clients, logins, people

NOTICES: Table = {
    "user.phone_changed": (logins.changed_phone_tells_the_former_number,),
    "user.factor_reset": (logins.reset_factor_tells_its_owner,),
    "role.granted": (logins.granted_role_tells_its_holder,),
    "role.offered": (logins.offered_role_asks_whose_it_would_be,),
    "token.made": (logins.made_token_tells_for_whom_it_acts,),
    "assignment.assigned": (people.assignment_tells_the_worker,),
    "assignment.withdrawn": (people.assignment_tells_the_worker,),
    "visit.rearranged": (clients.rearranged_visit_tells_the_client,),
    "visit.left_open": (clients.visit_left_open_tells_the_client,),
    "callback.opened": (people.callback_tells_its_owner,),
    "callback.passed_on": (people.callback_tells_its_owner,),
    "plan.offer_sent": (clients.offer_sent_goes_to_the_decider,),
    "plan.paper_confirmed": (clients.confirmed_paper_tells_the_decider,),
    "household.decider_changed": (clients.changed_decider_tells_the_former_one,),
    "household.contact_number_changed": (clients.changed_number_tells_the_former_one,),
    "survey.sent": (clients.survey_sent_asks_the_client,),
}
