"""App registration: navigation, words, and how its rule set is read."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingsConfig(AppConfig):
    """The app `closings`."""

    name = "huying.closings"
    label = "closings"

    def ready(self) -> None:
        """Enter the pages of the desk and what a version of the rules must hold."""
        policies = import_module("huying.closings.policies")
        navigation = import_module("huying.ui.navigation")
        labels = import_module("huying.closings.labels")
        navigation.register(
            _("Monthly close"), "closings:list", policies.SEE_CLOSINGS, group=navigation.Group.OVERVIEW, order=65
        )
        wording = import_module("huying.ui.wording")
        for name in ("step", "state"):
            wording.register(f"closing_{name}", labels.words(name))
        rules = import_module("huying.rules.closings")
        import_module("huying.rulesets.checks").reader("closings", lambda body: rules.read_rules(0, body))
