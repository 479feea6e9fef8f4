"""App registration."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """The app `dashboards`."""

    name = "huying.dashboards"
    label = "dashboards"
