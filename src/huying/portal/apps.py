"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `portal`."""

    name = "huying.portal"
    label = "portal"

    def ready(self) -> None:
        """Subscribe to answers, once the models are there."""
        tasks = import_module("huying.portal.tasks")
        import_module("huying.core.outbox").subscribe("case.answered", tasks.tell_answered)
