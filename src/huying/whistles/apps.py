"""App registration: navigation, words, and how its rule set is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from types import ModuleType

    from huying.core.policies import Policy


class WhistlesConfig(AppConfig):
    """The app `whistles`."""

    name = "huying.whistles"
    label = "whistles"

    def ready(self) -> None:
        """Enter the pages of the desk and what a version of the whistle list must hold."""
        policies = import_module("huying.whistles.policies")
        navigation = import_module("huying.ui.navigation")
        labels = import_module("huying.whistles.labels")
        navigation.register(
            _("Whistles"), "whistles:list", policies.SEE_WHISTLES, group=navigation.Group.LINKAGE, order=33
        )
        import_module("huying.cases.links").register(_("Whistle for others"), "whistles:ask", policies.BLOW_WHISTLE)
        wording = import_module("huying.ui.wording")
        for name in ("step", "state"):
            wording.register(f"whistle_{name}", labels.words(name))
        rules = import_module("huying.rules.whistles")
        import_module("huying.rulesets.checks").reader("whistles", lambda body: rules.read_list(0, body))
        tasks = import_module("huying.whistles.tasks")
        import_module("huying.core.outbox").subscribe("whistle.stepped", tasks.tell_people)
        _enter_notices(labels, policies.SEE_WHISTLES)


def _enter_notices(labels: ModuleType, policy: Policy) -> None:
    """Enter what whistles tell people, with its words and the page it opens."""
    kinds = import_module("huying.notices.kinds")
    prefix = import_module("huying.whistles.queries.news").PREFIX
    kinds.register(
        *(
            kinds.Kind(
                code=f"{prefix}{news.value}",
                words=words,
                url_name="whistles:one",
                policy=policy,
                states="whistle_state",
                number=labels.number_of,
            )
            for news, words in labels.NEWS.items()
        )
    )
