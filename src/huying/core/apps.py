"""App registration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The app `core`."""

    name = "huying.core"
    label = "core"
