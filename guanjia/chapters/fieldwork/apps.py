from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "guanjia.chapters.fieldwork"
    label = "fieldwork"
