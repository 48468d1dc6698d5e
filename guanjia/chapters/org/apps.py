from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "guanjia.chapters.org"
    label = "org"
