"""The addresses of the back office."""

from django.urls import path

from guanjia.doors.web.office import branches, figures, lists, operations, people, person, privacy

urlpatterns = [
    path("settings/", lists.index, name="settings"),
    path("settings/people/invite/", people.invite, name="invite_user"),
    path("settings/people/<id:user_id>/", person.person, name="person"),
    path("settings/people/<id:user_id>/close/", person.close, name="close_login"),
    path("settings/people/<id:user_id>/reopen/", person.reopen, name="reopen_login"),
    path("settings/people/<id:user_id>/role/", people.grant, name="grant_role"),
    path("settings/roles/<id:role_id>/end/", people.end, name="end_role"),
    path("settings/offers/<id:offer_id>/end/", people.take_back, name="withdraw_offer"),
    path("people/<id:user_id>/ways/", person.ways, name="ways"),
    path("people/<id:user_id>/ways/<name:what>/<id:row_id>/end/", person.end_way, name="end_way"),
    path("settings/branches/", branches.branches, name="branches"),
    path("settings/figures/", figures.index, name="figures"),
    path("settings/figures/<name:key>/", figures.show, name="figure"),
    path("settings/holidays/", figures.holidays, name="holidays"),
    path("settings/privacy/", privacy.notice, name="privacy_notice"),
    path("settings/messages/", lists.outbox, name="outbox"),
    path("settings/running/", operations.running, name="wellbeing"),
    path("settings/stuck/", operations.stuck, name="stuck"),
    path("settings/stuck/<id:delivery_id>/", operations.retry, name="retry_handoff"),
]
