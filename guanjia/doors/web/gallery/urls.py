"""The gallery: every part in every state."""

from django.urls import path

from guanjia.doors.web.gallery import views

urlpatterns = [
    path("", views.desk, name="gallery"),
    path("phone/", views.phone, name="gallery_phone"),
    path("visit/", views.visit, name="gallery_visit"),
    path("list/", views.listing, name="gallery_list"),
    path("record/", views.record, name="gallery_record"),
    path("paper/", views.paper, name="gallery_paper"),
    path("page/<name:name>/", views.whole_page, name="gallery_page"),
]
