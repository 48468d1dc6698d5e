"""The addresses of all pages, a line a chapter."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

if settings.DEBUG or settings.IS_DEMO:
    urlpatterns += [path("gallery/", include("guanjia.doors.web.gallery.urls"))]
