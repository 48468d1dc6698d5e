"""Addresses of the figures and of the rows behind them."""

from django.urls import path

from guanjia.doors.web.evaluation import lists, views

app_name = "evaluation"
urlpatterns = [
    path("evaluation/", views.evaluation, name="evaluation"),
    path("evaluation/<slug:code>/", lists.rows, name="rows"),
]
