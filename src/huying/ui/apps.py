"""App registration."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The app `ui`."""

    name = "huying.ui"
    label = "ui"
