"""All addresses of the house."""

from django.urls import include, path

handler429 = "guanjia.doors.web.waiting.too_often"
handler500 = "guanjia.doors.faults.fault"

urlpatterns = [
    path("api/", include("guanjia.doors.api.urls")),
    path("", include("guanjia.doors.web.urls")),
]
