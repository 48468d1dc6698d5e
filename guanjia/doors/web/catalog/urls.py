"""Addresses of the service catalogue."""

from django.urls import path

from guanjia.doors.web.catalog import lists, views

app_name = "catalog"
urlpatterns = [
    path("services/", lists.services, name="services"),
    path("services/<id:service_id>/", views.service, name="service"),
    path("services/<id:service_id>/edit/", views.edit, name="edit"),
    path("services/<id:service_id>/needs/", views.needs, name="needs"),
    path("services/<id:service_id>/standard/", views.draft, name="draft"),
    path("services/standards/<id:sop_id>/publication/", views.publish, name="publish"),
    path("services/standards/<id:sop_id>/retirement/", views.retire, name="retire"),
]
