"""Addresses of the worker's phone and of what the household sees of the work."""

from django.urls import path

from guanjia.doors.web.fieldwork import (
    acceptance,
    alerts,
    client,
    incidents,
    lists,
    phones,
    reports,
    steps,
    views,
)

app_name = "fieldwork"
urlpatterns = [
    path("work/", views.today, name="today"),
    path("work/week/", views.week, name="week"),
    path("work/seen/", views.seen, name="seen"),
    path("work/service_worker.js", phones.service_worker, name="service_worker"),
    # Phones that have it from here ask here for a newer one, and keep the old one if nobody answers.
    path("work/keeper.js", phones.service_worker, name="earlier_service_worker"),
    path("work/away/", phones.away, name="away"),
    path("work/<id:assignment_id>/", views.visit, name="visit"),
    path("work/<id:assignment_id>/setting-out/", views.set_out, name="set_out"),
    path("work/<id:assignment_id>/arrival/", views.arrive, name="arrive"),
    path("work/<id:assignment_id>/steps/<id:step_id>/", steps.step, name="step"),
    path("work/<id:assignment_id>/steps/<id:step_id>/reading/", steps.reading, name="reading"),
    path("work/<id:assignment_id>/departure/", views.leave, name="leave"),
    path("work/<id:assignment_id>/acceptance/", acceptance.acceptance, name="acceptance"),
    path("work/<id:assignment_id>/acceptance/unsigned/", acceptance.unsigned, name="unsigned"),
    path("work/<id:assignment_id>/incident/", reports.incident, name="incident"),
    path("work/<id:assignment_id>/incident/told/", reports.reported, name="reported"),
    path("work/evidence/<id:file_id>/", views.evidence, name="evidence"),
    path("alerts/", lists.alerts, name="alerts"),
    path("alerts/<id:alert_id>/", alerts.alert, name="alert"),
    path("incidents/<id:incident_id>/", incidents.show, name="incident_record"),
    path("incidents/<id:incident_id>/<slug:name>/", incidents.handle, name="handle_incident"),
    path("my/visits/<id:attendance_id>/", client.done_visit, name="done_visit"),
]
