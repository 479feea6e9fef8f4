"""App registration."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The app `regions`."""

    name = "huying.regions"
    label = "regions"
