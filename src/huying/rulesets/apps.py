"""App registration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesetsConfig(AppConfig):
    """The app `rulesets`."""

    name = "huying.rulesets"
    label = "rulesets"

    def ready(self) -> None:
        """Enter the pages of the desk."""
        policies = import_module("huying.rulesets.policies")
        navigation = import_module("huying.ui.navigation")
        register, group = navigation.register, navigation.Group
        register(_("Rules"), "rules:families", policies.SEE_RULES, group=group.RULES, order=85)
        register(_("Calculators"), "desk_calculators:index", policies.SEE_RULES, group=group.RULES, order=90)
