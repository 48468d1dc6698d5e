from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "guanjia.chapters.workforce"
    label = "workforce"
