from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "guanjia.outbound"
    label = "outbound"
