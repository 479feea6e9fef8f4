"""App registration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """The app `dashboards`."""

    name = "huying.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Enter the page of the seal."""
        register = import_module("huying.ui.navigation").register
        register(
            _("Seal of the audit log"),
            "seal:overview",
            import_module("huying.core.sealing.policies").SEE_SEAL,
            order=90,
        )
