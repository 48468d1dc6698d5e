from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "guanjia.doors.web"
    label = "web"
