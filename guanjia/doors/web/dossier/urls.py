"""Addresses of calls and households."""

from django.urls import path

from guanjia.doors.web.dossier import calls, edit, erasing, lists, views
from guanjia.doors.web.limits import limited, proven

app_name = "dossier"
urlpatterns = [
    path("calls/times/", calls.times, name="times"),
    path("calls/new/", calls.new_call, name="new_call"),
    path("calls/known/", calls.known_numbers, name="known_numbers"),
    path("calls/price/", calls.price, name="price"),
    path("households/", lists.households, name="households"),
    path("households/export/", limited("export", method="GET")(lists.export), name="export"),
    path("households/<id:household_id>/", views.household, name="household"),
    path("households/<id:household_id>/reveal/", limited("reveal")(views.reveal), name="reveal"),
    path(
        "households/<id:household_id>/access-records/", lists.access_records, name="access_records"
    ),
    path("households/<id:household_id>/moves/<slug:name>/", views.move, name="move"),
    path("households/<id:household_id>/erasure/", erasing.erasure, name="erasure"),
    path(
        "households/<id:household_id>/erasure/taking-back/",
        erasing.take_back,
        name="take_back_erasure",
    ),
    path(
        "households/<id:household_id>/erasure/confirmation/",
        proven(erasing.confirmation),
        name="confirm_erasure",
    ),
    path("households/<id:household_id>/link/", views.let_in, name="let_in"),
    path(
        "households/<id:household_id>/consents/<id:consent_id>/withdrawal/",
        views.withdraw_consent,
        name="withdraw_consent",
    ),
    path(
        "households/<id:household_id>/appointments/",
        views.promise_appointment,
        name="promise_appointment",
    ),
    path(
        "appointments/<id:appointment_id>/move/",
        views.move_appointment,
        name="move_appointment",
    ),
    path(
        "appointments/<id:appointment_id>/call-off/",
        views.call_off_appointment,
        name="call_off_appointment",
    ),
    path("households/<id:household_id>/<slug:part>/add/", edit.part, name="add_part"),
    path("households/<id:household_id>/<slug:part>/<id:row_id>/", edit.part, name="part"),
    path(
        "households/<id:household_id>/<slug:part>/<id:row_id>/removal/",
        edit.remove,
        name="remove_part",
    ),
]
