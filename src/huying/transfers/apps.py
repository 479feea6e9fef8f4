"""App registration: navigation, words, and how its rule set is read."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    """The app `transfers`."""

    name = "huying.transfers"
    label = "transfers"

    def ready(self) -> None:
        """Enter the pages of the desk and what a version of the rules must hold."""
        policies = import_module("huying.transfers.policies")
        navigation = import_module("huying.ui.navigation")
        labels = import_module("huying.transfers.labels")
        navigation.register(
            _("Transfers"), "transfers:list", policies.SEE_TRANSFERS, group=navigation.Group.LINKAGE, order=37
        )
        import_module("huying.cases.links").register(
            _("Transfer to a body outside"), "transfers:ask", policies.ASK_TRANSFER, when_closed=True
        )
        wording = import_module("huying.ui.wording")
        for name in ("step", "state"):
            wording.register(f"transfer_{name}", labels.words(name))
        rules = import_module("huying.rules.transfers")
        import_module("huying.rulesets.checks").reader("transfers", lambda body: rules.read_rules(0, body))
        kinds, tasks = import_module("huying.notices.kinds"), import_module("huying.transfers.tasks")
        for code, words in labels.NEWS.items():
            kinds.register(
                kinds.Kind(
                    code=code,
                    words=words,
                    url_name="transfers:one",
                    policy=policies.SEE_TRANSFERS,
                    states="transfer_state",
                )
            )
        import_module("huying.core.outbox").subscribe("transfer.late", tasks.tell_late)
