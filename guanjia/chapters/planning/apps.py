from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "guanjia.chapters.planning"
    label = "planning"
