"""The addresses of all pages, a line a chapter."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("guanjia.doors.web.account.urls")),
    path("", include("guanjia.doors.web.desk.urls")),
    path("", include("guanjia.doors.web.home.urls")),
    path("", include("guanjia.doors.web.office.urls")),
    path("", include("guanjia.doors.web.dispatch.urls")),
    path("", include("guanjia.doors.web.fieldwork.urls")),
    path("", include("guanjia.doors.web.survey.urls")),
    path("", include("guanjia.doors.web.relations.urls")),
    path("", include("guanjia.doors.web.evaluation.urls")),
    path("", include("guanjia.doors.web.catalog.urls")),
    path("", include("guanjia.doors.web.workforce.urls")),
    path("", include("guanjia.doors.web.dossier.urls")),
    path("", include("guanjia.doors.web.assessment.urls")),
    path("", include("guanjia.doors.web.planning.urls")),
]

if settings.DEBUG or settings.IS_DEMO:
    urlpatterns += [path("gallery/", include("guanjia.doors.web.gallery.urls"))]
