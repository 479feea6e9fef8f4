"""Hostile words in place of everything people wrote, in every column of every table that holds words.

What people write is Chinese here, codes are not: a text with a Chinese character in it is taken for words.
"""

from __future__ import annotations

import re
from itertools import count, cycle
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from tests.abuse.payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = re.compile("[\u4e00-\u9fff]")
KEPT = {"rulesets", "contenttypes", "sessions", "django_tasks"}
"""Apps whose tables hold nothing that people write: the rules themselves, and what Django keeps."""
APPENDED = {"AuditRecord", "SealedHead", "Leaf", "Epoch", "Head"}
"""Tables that only grow."""
SHORT, LONG = 24, 900
EVERYTHING = "\n".join(each.replace("\r\n", " ") for each in PAYLOADS)


class Poison:
    """Gives payloads in turn, each with a number of its own, since some names must differ."""

    def __init__(self, first: int = 0) -> None:
        turned = PAYLOADS[first:] + PAYLOADS[:first]
        self.payloads, self.numbers, self.rows = cycle(turned), count(), 0

    def text(self, most: int) -> str:
        """Return a payload that fits; everything where there is room."""
        number = str(next(self.numbers))
        if most >= LONG:
            return EVERYTHING[: most - len(number)] + number
        fitting = (each for each in self.payloads if len(each) + len(number) <= max(most, SHORT))
        return f"{next(fitting)}{number}"[:most]

    def json(self, value: Any) -> Any:
        """Return a value with its words replaced."""
        match value:
            case str() if WORDS.search(value):
                return self.text(200)
            case list():
                return [self.json(each) for each in value]
            case dict():
                return {name: self.json(each) for name, each in value.items()}
            case _:
                return value

    def pour(self) -> int:
        """Replace all words of the database; return how many."""
        for model in apps.get_models():
            if model._meta.app_label not in KEPT and model.__name__ not in APPENDED and model._meta.managed:
                self._pour_into(model)
        return self.rows

    def _pour_into(self, model: type[models.Model]) -> None:
        names = [field.attname for field in _wordy(model)]
        for row in model._base_manager.all() if names else ():
            changed = {name: self._changed(model, name, getattr(row, name)) for name in names}
            changed = {name: value for name, value in changed.items() if value != getattr(row, name)}
            if changed:
                model._base_manager.filter(pk=row.pk).update(**changed)
                self.rows += len(changed)

    def _changed(self, model: type[models.Model], name: str, value: Any) -> Any:
        field = model._meta.get_field(name)
        if isinstance(field, models.JSONField):
            return self.json(value)
        if not isinstance(value, str) or not WORDS.search(value):
            return value
        return self.text(getattr(field, "max_length", None) or 2000)


def _wordy(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
            yield field
