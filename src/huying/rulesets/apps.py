"""App registration."""

from django.apps import AppConfig


class RulesetsConfig(AppConfig):
    """The app `rulesets`."""

    name = "huying.rulesets"
    label = "rulesets"
