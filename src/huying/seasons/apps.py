"""App registration: navigation, words, notices, and how its rule set is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from types import ModuleType

    from huying.core.policies import Policy


class SeasonsConfig(AppConfig):
    """The app `seasons`."""

    name = "huying.seasons"
    label = "seasons"

    def ready(self) -> None:
        """Enter the pages of the desk, words of steps and states, and what a version of the rules must hold."""
        policies = import_module("huying.seasons.policies")
        labels = import_module("huying.seasons.labels")
        navigation = import_module("huying.ui.navigation")
        linkage, team = navigation.Group.LINKAGE, navigation.Group.TEAM
        for order, (words, url_name, policy, group) in enumerate(
            (
                (_("Duty log"), "seasons:log", policies.SEE_WATCHES, team),
                (_("Holidays on duty"), "seasons:holidays", policies.SEE_ROSTERS, team),
                (_("Season plans"), "seasons:plans", policies.SEE_SEASONS, linkage),
                (pgettext_lazy("seasons", "Events"), "seasons:surges", policies.SEE_SEASONS, linkage),
            )
        ):
            navigation.register(words, url_name, policy, group=group, order=44 + order)
        wording = import_module("huying.ui.wording")
        for name, (steps, states) in labels.LISTS.items():
            wording.register(f"{name}_step", labels.words(steps))
            wording.register(f"{name}_state", labels.words(states))
        rules = import_module("huying.rules.seasons")
        import_module("huying.rulesets.checks").reader("seasons", lambda body: rules.read_rules(0, body))
        import_module("huying.seasons.tasks").subscribe()
        see = {"watch": policies.SEE_WATCHES, "roster": policies.SEE_ROSTERS}
        _enter_notices(labels, see | dict.fromkeys(("season", "surge"), policies.SEE_SEASONS))


def _enter_notices(labels: ModuleType, policies: dict[str, Policy]) -> None:
    """Enter what this app tells people, with its words and the page it opens."""
    kinds = import_module("huying.notices.kinds")
    news = import_module("huying.seasons.queries.news")
    kinds.register(
        *(
            kinds.Kind(
                code=f"{news.PREFIX}{each.value}",
                words=labels.NEWS[each],
                url_name=f"seasons:{name}",
                policy=policy,
                states=f"{name}_state",
            )
            for name, policy in policies.items()
            for each in news.OF_LIFE[name]
        )
    )
