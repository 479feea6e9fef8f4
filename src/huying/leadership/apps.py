"""App registration: navigation, words, and how its rule set is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from types import ModuleType

    from huying.core.policies import Policy


class LeadershipConfig(AppConfig):
    """The app `leadership`."""

    name = "huying.leadership"
    label = "leadership"

    def ready(self) -> None:
        """Enter the pages of the desk, words of steps and states, and what a version of the rules must hold."""
        policies = import_module("huying.leadership.policies")
        navigation = import_module("huying.ui.navigation")
        labels = import_module("huying.leadership.labels")
        see = policies.SEE_LEADERSHIP
        navigation.register(_("Visits"), "leadership:visits", see, group=navigation.Group.LINKAGE, order=37)
        for order, (words, url_name) in enumerate(
            (
                (_("Plans and breakthroughs"), "leadership:plans"),
                (_("Leading groups"), "leadership:groups"),
                (_("Major problems"), "leadership:majors"),
            )
        ):
            navigation.register(words, url_name, see, group=navigation.Group.OVERVIEW, order=80 + order)
        wording = import_module("huying.ui.wording")
        for name, (steps, states) in labels.LISTS.items():
            wording.register(f"{name}_step", labels.words(steps))
            wording.register(f"{name}_state", labels.words(states))
        rules = import_module("huying.rules.groups")
        import_module("huying.leadership.tasks").subscribe()
        _enter_notices(labels, see)
        import_module("huying.rulesets.checks").reader("leadership", lambda body: rules.read_rules(0, body))


def _enter_notices(labels: ModuleType, policy: Policy) -> None:
    """Enter what leadership tells people, with its words and the page it opens."""
    kinds = import_module("huying.notices.kinds")
    news = import_module("huying.leadership.queries.news")
    kinds.register(
        *(
            kinds.Kind(
                code=news.kind_code(name, each),
                words=labels.NEWS[name, each.value],
                url_name=f"leadership:{name}",
                policy=policy,
                states=f"{name}_state",
            )
            for name, told in news.TOLD.items()
            for each in told
        )
    )
