"""App registration: navigation, words, and how its rule set is read."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """The app `supervision`."""

    name = "huying.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Enter the pages of the desk, the links from cases and whistles, the rule set and the notices."""
        policies = import_module("huying.supervision.policies")
        navigation = import_module("huying.ui.navigation")
        navigation.register(
            _("Supervision and marks"),
            "supervision:list",
            policies.SEE_SUPERVISION,
            group=navigation.Group.LINKAGE,
            order=36,
        )
        for links in ("huying.cases.links", "huying.whistles.links"):
            register = import_module(links).register
            register(_("Supervision order"), "supervision:new", policies.ISSUE_ORDER)
        register = import_module("huying.cases.links").register
        register(_("Mark a unit"), "supervision:new_mark", policies.GIVE_MARK)
        register(_("Measure towards the enterprise"), "supervision:new_measure", policies.TAKE_MEASURE)
        rules = import_module("huying.rules.supervision")
        import_module("huying.rulesets.checks").reader("supervision", lambda body: rules.read_rules(0, body))
        _enter_words()


def _enter_words() -> None:
    """Enter words for refusals and notices, and what the worker does after a step."""
    policies, labels = import_module("huying.supervision.policies"), import_module("huying.supervision.labels")
    wording, kinds = import_module("huying.ui.wording"), import_module("huying.notices.kinds")
    tellers, outbox = import_module("huying.supervision.tasks").TELLERS, import_module("huying.core.outbox")
    wording.register("measure_kind", labels.words(import_module("huying.rules.measures").MeasureKind))
    for life, (steps, states, news) in labels.LIVES.items():
        wording.register(f"{life}_step", labels.words(steps))
        wording.register(f"{life}_state", labels.words(states))
        outbox.subscribe(f"{life}.stepped", tellers[life])
        for each in news:
            kinds.register(
                kinds.Kind(
                    code=f"{life}.{each.value}",
                    words=labels.NEWS[each],
                    url_name=f"supervision:{life}",
                    policy=policies.SEE_SUPERVISION,
                    states=f"{life}_state",
                    number=labels.NUMBERS[life],
                )
            )
