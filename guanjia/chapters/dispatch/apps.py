from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "guanjia.chapters.dispatch"
    label = "dispatch"
