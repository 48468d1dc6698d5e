from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "guanjia.chapters.dossier"
    label = "dossier"
