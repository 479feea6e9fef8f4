"""App registration: words, navigation, and what the worker does when cases arrive."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "huying.cases"
    label = "cases"

    def ready(self) -> None:
        """Enter words, pages and subscribers, once the models are there."""
        labels = import_module("huying.cases.labels")
        policies = import_module("huying.cases.policies")
        tasks = import_module("huying.cases.tasks")
        subscribe = import_module("huying.core.outbox").subscribe
        subscribe("case.received", tasks.index_received)
        subscribe("cases.import_settle", tasks.settle_imports)
        subscribe("sheets.uploaded", tasks.check_uploads)
        subscribe("sheets.confirmed", tasks.write_uploads)
        wording = import_module("huying.ui.wording")
        for name, kind in (("state", "CaseState"), ("step", "Step")):
            words = {member.value: text for member, text in labels.LABELS.items() if type(member).__name__ == kind}
            wording.register(name, words)
        register = import_module("huying.ui.navigation").register
        register(_("My work"), "cases:work", policies.SEE_CASES, order=10)
        register(_("At risk"), "cases:risks", policies.SUPERVISE_CASE, order=15)
        register(_("To confirm"), "cases:triage", policies.DISPATCH_CASE, order=20)
        register(_("Cases"), "cases:list", policies.SEE_CASES, order=30)
        register(_("Write a case down"), "cases:write_down", policies.RECEIVE_CASE, order=40)
        register(_("Import sheets"), "cases:imports", policies.IMPORT_SHEETS, order=45)
        register(_("Answers to hand back"), "cases:replies", policies.IMPORT_CASES, order=46)
        register(_("Overview"), "dashboards:overview", policies.SEE_CITY, order=60)
