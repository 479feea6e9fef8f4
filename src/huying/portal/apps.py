"""App registration."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app `portal`."""

    name = "huying.portal"
    label = "portal"
