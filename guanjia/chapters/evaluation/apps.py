from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "guanjia.chapters.evaluation"
    label = "evaluation"
