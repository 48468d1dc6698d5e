"""The service process on one page: which fact sets what in motion."""

from guanjia.flow.chapter import Reaction, Table
from guanjia.flow.handoffs import (
    catalog,
    clearance,
    dispatch,
    dossier,
    fieldwork,
    org,
    planning,
    survey,
    workforce,
)

WHO_LEFT: tuple[Reaction, ...] = (
    org.who_left_is_nobody_s_contact,
    org.who_left_lets_others_assess,
    org.who_left_lets_others_call,
)

WHO_IS_NO_CLIENT: tuple[Reaction, ...] = (
    dossier.household_gone_ends_what_is_planned,
    dossier.household_gone_calls_off_appointments,
)

TABLE: Table = {
    "user.phone_changed": (
        org.phone_changed_keeps_the_worker_reachable,
        workforce.phone_changed_reviews_passes,
    ),
    "user.closed": WHO_LEFT,
    "role.ended": (*WHO_LEFT, org.role_ended_signs_out_who_has_nothing_left),
    "service.requirements_changed": (catalog.requirements_changed_reviews_passes,),
    "worker.screening_step_decided": (workforce.worker_changed_reviews_passes,),
    "worker.suspended": (workforce.worker_changed_reviews_passes,),
    "worker.left": (
        workforce.worker_changed_reviews_passes,
        workforce.worker_gone_loses_their_login,
    ),
    "worker.rejected": (workforce.worker_gone_loses_their_login,),
    "worker.skill_confirmed": (workforce.worker_changed_reviews_passes,),
    "worker.skill_withdrawn": (workforce.worker_changed_reviews_passes,),
    "pass.revoked": (clearance.pass_revoked_withdraws_people,),
    "plan.accepted": (
        planning.plan_accepted_engages_the_household,
        planning.plan_accepted_opens_visits,
        planning.plan_accepted_settles_appointments,
    ),
    "plan.superseded": (planning.plan_stopped_closes_visits,),
    "plan.ended": (planning.plan_stopped_closes_visits,),
    "order.booked": (planning.order_booked_opens_its_visit,),
    "order.cancelled": (planning.order_cancelled_cancels_its_visit,),
    "visit.finished": (
        dispatch.visit_finished_fulfils_its_order,
        fieldwork.visit_finished_asks_how_it_was,
    ),
    "visit.cancelled": (dispatch.visit_cancelled_cancels_its_order,),
    "visit.missed": (dispatch.visit_missed_cancels_its_order,),
    "attendance.disputed": (fieldwork.disputed_work_is_called_back,),
    "incident.reported": (fieldwork.grave_incident_is_called_back,),
    "survey.answered": (survey.low_answer_is_called_back,),
    "certificate.expired": (workforce.worker_changed_reviews_passes,),
    "certificate.revoked": (workforce.worker_changed_reviews_passes,),
    "consent.withdrawn": (dossier.consent_withdrawn_reviews_passes,),
    "household.dossier_changed": (
        dossier.dossier_changed_reviews_passes,
        dossier.contacts_changed_close_the_links_of_others,
    ),
    "household.parted": WHO_IS_NO_CLIENT,
    "household.dropped": WHO_IS_NO_CLIENT,
    "household.erased": (
        dossier.household_erased_empties_its_assessments,
        dossier.household_erased_empties_its_plans,
        dossier.household_erased_empties_the_work,
        dossier.household_erased_empties_its_answers,
        dossier.household_erased_empties_its_calls,
    ),
    "household.standing_ended": (dossier.standing_ended_gives_up_the_login,),
}
