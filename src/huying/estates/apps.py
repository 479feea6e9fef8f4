"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class EstatesConfig(AppConfig):
    """The app `estates`."""

    name = "huying.estates"
    label = "estates"

    def ready(self) -> None:
        """Have the tasks subscribe to what they hear of."""
        import_module("huying.estates.tasks")
