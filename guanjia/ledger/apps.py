from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "guanjia.ledger"
    label = "ledger"
