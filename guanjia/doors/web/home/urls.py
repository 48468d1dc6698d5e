"""Addresses of the family's own pages."""

from django.urls import path

from guanjia.doors.web.home import erasing, installing, privacy, views
from guanjia.doors.web.limits import limited, proven

urlpatterns = [
    path("install/<name:name>.webmanifest", installing.manifest, name="manifest"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("my/", views.home, name="client_home"),
    path("my/visits/", views.visits, name="client_visits"),
    path("my/coming/<id:visit_id>/", views.visit, name="client_visit"),
    path("my/coming/<id:visit_id>/faces/<id:worker_id>/", views.face, name="client_face"),
    path("my/contact/", limited("ask")(views.contact), name="client_contact"),
    path("my/data/", views.own_data, name="client_data"),
    path(
        "my/data/<id:household_id>/",
        proven(limited("export")(views.take_data)),
        name="client_take_data",
    ),
    path(
        "my/data/<id:household_id>/erasure/",
        proven(limited("ask")(erasing.erasure)),
        name="client_erasure",
    ),
    path(
        "my/data/<id:household_id>/erasure/taking-back/",
        erasing.take_back,
        name="client_take_back_erasure",
    ),
    path("my/consents/", views.consents, name="client_consents"),
    path("my/consents/<id:household_id>/", views.give, name="client_give_consent"),
    path(
        "my/consents/<id:household_id>/<id:consent_id>/withdrawal/",
        views.withdraw,
        name="client_withdraw_consent",
    ),
]
