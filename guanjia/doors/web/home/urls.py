"""Addresses of the family's own pages."""

from django.urls import path

from guanjia.doors.web.home import views

urlpatterns = [
    path("my/", views.home, name="client_home"),
    path("my/visits/", views.visits, name="client_visits"),
    path("my/coming/<id:visit_id>/", views.visit, name="client_visit"),
    path("my/contact/", views.contact, name="client_contact"),
    path("my/consents/", views.consents, name="client_consents"),
    path("my/consents/<id:household_id>/", views.give, name="client_give_consent"),
    path(
        "my/consents/<id:household_id>/<id:consent_id>/withdrawal/",
        views.withdraw,
        name="client_withdraw_consent",
    ),
]
