"""App registration: words, navigation, and what the worker does when cases arrive."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from types import ModuleType

DUTIES = "huying.cases.actions.duties"


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "huying.cases"
    label = "cases"

    def ready(self) -> None:
        """Enter words, pages and subscribers, once the models are there."""
        labels = import_module("huying.cases.labels")
        tasks = import_module("huying.cases.tasks")
        subscribe = import_module("huying.core.outbox").subscribe
        subscribe("case.received", tasks.index_received)
        subscribe("case.received", tasks.gather_received)
        subscribe("cases.import_settle", tasks.settle_imports)
        subscribe("sheets.uploaded", tasks.check_uploads)
        subscribe("sheets.confirmed", tasks.write_uploads)
        subscribe("accounts.person_left", tasks.take_back)
        subscribe("cases.trial_run", tasks.run_trials)
        subscribe("case.telling", tasks.tell_people)
        _enter_notices(labels)
        wording = import_module("huying.ui.wording")
        for name, kind in (("state", "CaseState"), ("step", "Step")):
            words = {member.value: text for member, text in labels.LABELS.items() if type(member).__name__ == kind}
            wording.register(name, words)
        _enter_pages()
        import_module("huying.rulesets.checks").gate("responsibility", import_module(DUTIES).check_tried)


def _enter_notices(labels: ModuleType) -> None:
    """Enter what cases tell people, with its words and the page it opens."""
    kinds = import_module("huying.notices.kinds")
    prefix = import_module("huying.cases.queries.news").PREFIX
    policy = import_module("huying.cases.policies").SEE_CASES
    kinds.register(
        *(
            kinds.Kind(code=f"{prefix}{news.value}", words=words, url_name="cases:read", policy=policy)
            for news, words in labels.NEWS.items()
        )
    )


def _enter_pages() -> None:
    """Enter the pages of the desk in its navigation."""
    policies = import_module("huying.cases.policies")
    accounts = import_module("huying.accounts.policies")
    rules = import_module("huying.rulesets.policies")
    navigation = import_module("huying.ui.navigation")
    register, group = navigation.register, navigation.Group
    register(_("My work"), "cases:work", policies.SEE_CASES, group=group.WORK, order=10)
    register(_("At risk"), "cases:risks", policies.SUPERVISE_CASE, group=group.WORK, order=15)
    register(_("To confirm"), "cases:triage", policies.DISPATCH_CASE, group=group.WORK, order=20)
    register(_("Cases"), "cases:list", policies.SEE_CASES, group=group.WORK, order=30)
    register(_("Problems"), "cases:problems", policies.SEE_CASES, group=group.WORK, order=31)
    register(_("Hot matters"), "cases:matters", policies.SEE_MATTERS, group=group.WORK, order=32)
    register(_("Write a case down"), "cases:write_down", policies.RECEIVE_CASE, group=group.INTAKE, order=40)
    register(_("Import sheets"), "cases:imports", policies.IMPORT_SHEETS, group=group.INTAKE, order=45)
    register(_("Answers to hand back"), "cases:replies", policies.IMPORT_CASES, group=group.INTAKE, order=46)
    register(_("To call back"), "office:callers", policies.DRAW_SAMPLE, group=group.CHECKS, order=32)
    register(_("Standing long-term"), "office:standing", policies.SEE_CASES, group=group.WORK, order=34)
    register(_("Duty rota"), "office:duty", accounts.SET_DUTY, group=group.TEAM, order=70)
    register(_("Hand over"), "office:hand_over", policies.HAND_OVER, group=group.TEAM, order=72)
    register(_("Responsibility list"), "office:duties", rules.SEE_RULES, group=group.RULES, order=74)
    register(_("Deadlines the calendar moves"), "office:recalculate", rules.EDIT_CALENDAR, group=group.RULES, order=86)
    register(_("Overview"), "dashboards:overview", policies.SEE_CITY, group=group.OVERVIEW, order=60)
    register(_("Linkage board"), "dashboards:linkage", policies.SEE_CITY, group=group.OVERVIEW, order=62)
    register(_("Monday sheet"), "dashboards:monday", policies.SEE_CITY, group=group.OVERVIEW, order=61)
