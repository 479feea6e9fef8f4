"""App registration."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "huying.cases"
    label = "cases"
