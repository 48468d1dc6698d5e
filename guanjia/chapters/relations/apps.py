from django.apps import AppConfig


class RelationsConfig(AppConfig):
    name = "guanjia.chapters.relations"
    label = "relations"
