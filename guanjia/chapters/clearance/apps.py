from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    name = "guanjia.chapters.clearance"
    label = "clearance"
