"""All addresses of the house."""

from django.urls import include, path

handler500 = "guanjia.doors.faults.fault"

urlpatterns = [
    path("api/", include("guanjia.doors.api.urls")),
    path("", include("guanjia.doors.web.urls")),
]
