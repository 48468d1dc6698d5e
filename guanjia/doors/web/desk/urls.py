"""The address of the desk."""

from django.urls import path

from guanjia.doors.web.desk import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
]
