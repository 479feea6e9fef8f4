"""App registration: navigation and words."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    """The app `library`."""

    name = "huying.library"
    label = "library"

    def ready(self) -> None:
        """Enter the pages of the desk and the words of steps and states."""
        policies = import_module("huying.library.policies")
        navigation = import_module("huying.ui.navigation")
        labels = import_module("huying.library.labels")
        navigation.register(
            _("Policy documents"),
            "library:list",
            policies.SEE_POLICIES,
            group=navigation.Group.REGISTERS,
            order=90,
        )
        wording = import_module("huying.ui.wording")
        documents = import_module("huying.rules.policy_documents")
        wording.register("document_step", labels.words(documents.DocumentStep))
        wording.register("document_state", labels.words(documents.DocumentState))
