"""App registration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """The app `dashboards`."""

    name = "huying.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Enter the page of the seal, and what is told on Mondays."""
        navigation = import_module("huying.ui.navigation")
        policies = import_module("huying.core.sealing.policies")
        navigation.register(
            _("Seal of the audit log"), "seal:overview", policies.SEE_SEAL, group=navigation.Group.CHECKS, order=90
        )
        kinds, cases = import_module("huying.notices.kinds"), import_module("huying.cases.policies")
        kinds.register(
            kinds.Kind(
                code=import_module("huying.dashboards.actions").KIND,
                words=_("The Monday sheet and the digest of hot matters are ready"),
                url_name="dashboards:monday_of",
                policy=cases.SEE_CITY,
            )
        )
