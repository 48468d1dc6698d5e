from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "guanjia.chapters.survey"
    label = "survey"
