"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "huying.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Have the tasks subscribe to what they hear of."""
        import_module("huying.accounts.tasks")
