"""Addresses of the family's own pages."""

from django.urls import path

from guanjia.doors.web.home import views

urlpatterns = [
    path("my/", views.home, name="client_home"),
    path("my/visits/", views.visits, name="client_visits"),
    path("my/contact/", views.contact, name="client_contact"),
]
