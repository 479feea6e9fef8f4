"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `portal`."""

    name = "huying.portal"
    label = "portal"

    def ready(self) -> None:
        """Subscribe to answers and events where notices are sent; elsewhere no message is written for them."""
        if import_module("huying.core.notices").is_on():
            tasks = import_module("huying.portal.tasks")
            subscribe = import_module("huying.core.outbox").subscribe
            subscribe("case.answered", tasks.tell_answered)
            subscribe("surge.stepped", tasks.tell_event)
