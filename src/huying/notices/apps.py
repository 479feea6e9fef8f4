"""App registration."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """The app `notices`."""

    name = "huying.notices"
    label = "notices"

    def ready(self) -> None:
        """Have every page of the desk show how many are unread."""
        queries = import_module("huying.notices.queries")
        import_module("huying.ui.navigation").count_notices("notices:list", queries.unread)
        self._enter_words()
        policies = import_module("huying.notices.policies")
        navigation = import_module("huying.ui.navigation")
        navigation.register(
            _("Failed deliveries"), "notices:deliveries", policies.SEE_DELIVERIES, group=navigation.Group.TEAM, order=90
        )
        delivery = import_module("huying.rules.delivery")
        import_module("huying.rulesets.checks").reader("notices", delivery.read_rules)

    def _enter_words(self) -> None:
        """Enter how stored values of deliveries read."""
        labels, wording = import_module("huying.notices.labels"), import_module("huying.ui.wording")
        for name, entries in (("way", labels.WAYS), ("delivery_state", labels.STATES), ("why", labels.REASONS)):
            wording.register(name, labels.words(entries))
