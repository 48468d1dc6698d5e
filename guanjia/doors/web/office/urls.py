"""The addresses of the back office."""

from django.urls import path

from guanjia.doors.web.office import figures, people, watch

urlpatterns = [
    path("settings/", people.index, name="settings"),
    path("settings/people/invite/", people.invite, name="invite_user"),
    path("settings/people/<id:user_id>/", people.person, name="person"),
    path("settings/people/<id:user_id>/close/", people.close, name="close_login"),
    path("settings/people/<id:user_id>/reopen/", people.reopen, name="reopen_login"),
    path("settings/people/<id:user_id>/role/", people.grant, name="grant_role"),
    path("settings/roles/<id:role_id>/end/", people.end, name="end_role"),
    path("settings/branches/", people.branches, name="branches"),
    path("settings/figures/", figures.index, name="figures"),
    path("settings/figures/<name:key>/", figures.show, name="figure"),
    path("settings/holidays/", figures.holidays, name="holidays"),
    path("settings/messages/", watch.outbox, name="outbox"),
    path("settings/stuck/", watch.stuck, name="stuck"),
    path("settings/stuck/<id:delivery_id>/", watch.retry, name="retry_handoff"),
]
