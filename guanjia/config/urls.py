"""All addresses of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("guanjia.doors.web.urls")),
]
