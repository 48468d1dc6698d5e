"""Addresses of questionnaires."""

from django.urls import path

from guanjia.doors.web.survey import views

app_name = "survey"
urlpatterns = [path("survey/<id:invitation_id>/", views.answer, name="answer")]
