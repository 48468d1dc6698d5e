"""Addresses of the figures and of the rows behind them."""

from django.urls import path

from guanjia.doors.web.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("evaluation/", views.evaluation, name="evaluation"),
    path("evaluation/<slug:code>/", views.rows, name="rows"),
]
