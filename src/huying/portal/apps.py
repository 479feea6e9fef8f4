"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `portal`."""

    name = "huying.portal"
    label = "portal"

    def ready(self) -> None:
        """Subscribe to answers where notices are sent; elsewhere no message is written for them."""
        if import_module("huying.core.notices").is_on():
            tasks = import_module("huying.portal.tasks")
            import_module("huying.core.outbox").subscribe("case.answered", tasks.tell_answered)
