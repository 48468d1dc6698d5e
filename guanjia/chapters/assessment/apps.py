from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "guanjia.chapters.assessment"
    label = "assessment"
