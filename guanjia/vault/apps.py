from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "guanjia.vault"
    label = "vault"
