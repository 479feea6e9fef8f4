"""Fields of forms drawn without templates 表单控件: a filter shows a dozen lists on each page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString


class PlainInput(forms.TextInput):
    """A line to write in; another type by its attribute."""

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the line with what is written in it."""
        del renderer
        given = {"type": self.input_type, "name": name} | self.build_attrs(self.attrs, dict(attrs or {}))
        shown = self.format_value(value)
        return format_html("<input{}>", flatatt(given | ({"value": shown} if shown is not None else {})))


class PlainHidden(PlainInput):
    """A field nobody sees."""

    input_type = "hidden"


class PlainSelect(forms.Select):
    """A drop-down list of ungrouped choices, in one go instead of two templates for each choice."""

    def use_required_attribute(self, initial: Any) -> bool:
        """Tell that the browser need not insist: a filter may always stay empty."""
        del initial
        return False

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the list with the chosen value marked."""
        del renderer
        chosen = frozenset(self.format_value(value))
        options = _options(tuple((str(key), str(text)) for key, text in self.choices), chosen)
        given = flatatt({"name": name, **self.build_attrs(self.attrs, dict(attrs or {}))})
        return format_html("<select{}>{}</select>", given, options)


@lru_cache(maxsize=500)
def _options(choices: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> SafeString:
    lines = [(key, " selected" if key in chosen else "", text) for key, text in choices]
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)
