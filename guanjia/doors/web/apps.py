from django.apps import AppConfig
from django.urls import register_converter


class WebConfig(AppConfig):
    name = "guanjia.doors.web"
    label = "web"

    def ready(self) -> None:
        """Make the parts of our addresses known before any list of addresses is read."""
        from guanjia.doors.web.reading import Name, RowId

        register_converter(RowId, "id")
        register_converter(Name, "name")
