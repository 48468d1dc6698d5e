"""All addresses of the house."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("guanjia.doors.api.urls")),
    path("", include("guanjia.doors.web.urls")),
]
