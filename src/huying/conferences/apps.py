"""App registration: navigation, words, and how its rule set is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from types import ModuleType

    from huying.core.policies import Policy


class ConferencesConfig(AppConfig):
    """The app `conferences`."""

    name = "huying.conferences"
    label = "conferences"

    def ready(self) -> None:
        """Enter the pages of the desk and what a version of the rules must hold."""
        policies = import_module("huying.conferences.policies")
        navigation = import_module("huying.ui.navigation")
        labels = import_module("huying.conferences.labels")
        navigation.register(
            _("Conferences"), "conferences:list", policies.SEE_CONFERENCES, group=navigation.Group.LINKAGE, order=35
        )
        import_module("huying.cases.links").register(
            _("Propose for a conference"), "conferences:propose", policies.PROPOSE_ITEM
        )
        wording = import_module("huying.ui.wording")
        for name in ("step", "state"):
            wording.register(f"conference_{name}", labels.words(name))
        rules = import_module("huying.rules.conferences")
        import_module("huying.rulesets.checks").reader("conferences", lambda body: rules.read_rules(0, body))
        tasks = import_module("huying.conferences.tasks")
        import_module("huying.core.outbox").subscribe("conference.stepped", tasks.tell_people)
        _enter_notices(labels, policies.SEE_CONFERENCES)


def _enter_notices(labels: ModuleType, policy: Policy) -> None:
    """Enter what conferences tell people, with its words and the page it opens."""
    kinds = import_module("huying.notices.kinds")
    prefix = import_module("huying.conferences.queries.news").PREFIX
    kinds.register(
        *(
            kinds.Kind(
                code=f"{prefix}{news.value}",
                words=words,
                url_name="conferences:one",
                policy=policy,
                states="conference_state",
            )
            for news, words in labels.NEWS.items()
        )
    )
