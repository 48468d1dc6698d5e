from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "guanjia.chapters.catalog"
    label = "catalog"
