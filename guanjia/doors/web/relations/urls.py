"""Addresses of call-backs."""

from django.urls import path

from guanjia.doors.web.limits import limited
from guanjia.doors.web.relations import lists, views

app_name = "relations"
urlpatterns = [
    path("callbacks/", lists.callbacks, name="callbacks"),
    path("callbacks/<id:callback_id>/", views.callback, name="callback"),
    path("callbacks/<id:callback_id>/try/", views.tried, name="try"),
    path("callbacks/<id:callback_id>/number/", limited("reveal")(views.number), name="number"),
    path("callbacks/<id:callback_id>/owner/", views.pass_on, name="pass_on"),
]
