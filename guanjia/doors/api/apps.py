from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "guanjia.doors.api"
    label = "api"
