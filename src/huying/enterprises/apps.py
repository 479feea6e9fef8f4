"""App registration."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    """The app `enterprises`."""

    name = "huying.enterprises"
    label = "enterprises"
