"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The app `core`."""

    name = "huying.core"
    label = "core"

    def ready(self) -> None:
        """Have the sinks hear of sealed heads."""
        sealing = import_module("huying.core.sealing.sealing")
        import_module("huying.core.outbox").subscribe(
            sealing.SEALED, import_module("huying.core.sealing.sinks").send_heads
        )
