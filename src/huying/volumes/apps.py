"""App registration: the press and the link on the page of a case."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolumesConfig(AppConfig):
    """The app `volumes`."""

    name = "huying.volumes"
    label = "volumes"

    def ready(self) -> None:
        """Enter what the page of a case offers."""
        policies = import_module("huying.volumes.policies")
        links = import_module("huying.cases.links")
        links.register_press(_("Case volume"), "volumes:make", policies.MAKE_VOLUME, args=("masked",))
        links.register(_("Volumes made"), "volumes:overview", policies.MAKE_VOLUME, when_closed=True)
