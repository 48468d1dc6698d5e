"""The addresses of all pages, section by section."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from guanjia.doors.web.sections import OF_NO_CHAPTER
from guanjia.flow.chapter import modules_named

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(urls))
    for urls in modules_named((*OF_NO_CHAPTER, *settings.CHAPTERS), "guanjia.doors.web.{}.urls")
]

if settings.DEBUG or settings.IS_DEMO:
    urlpatterns += [path("gallery/", include("guanjia.doors.web.gallery.urls"))]
