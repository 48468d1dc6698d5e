"""Addresses of assessments."""

from django.urls import path

from guanjia.doors.web.assessment import phones, results, views

app_name = "assessment"
urlpatterns = [
    path("households/<id:household_id>/assessments/new/", views.start, name="start"),
    path("assessments/service_worker.js", phones.service_worker, name="service_worker"),
    path("assessments/away/", phones.away, name="away"),
    path("assessments/<id:assessment_id>/", views.begin_at, name="begin_at"),
    path("assessments/<id:assessment_id>/result/", results.result, name="result"),
    path("assessments/<id:assessment_id>/taking-over/", results.take_over, name="take_over"),
    path("assessments/<id:assessment_id>/end/", views.finish, name="finish"),
    path("assessments/<id:assessment_id>/reopening/", results.reopen, name="reopen"),
    path("assessments/photos/<id:photo_id>/", views.photo, name="photo"),
    path(
        "assessments/<id:assessment_id>/photos/<id:photo_id>/removal/",
        views.remove_photo,
        name="remove_photo",
    ),
    path("assessments/<id:assessment_id>/<slug:group>/", views.step, name="step"),
    path("assessments/<id:assessment_id>/<slug:group>/photos/", views.add_photo, name="add_photo"),
]
