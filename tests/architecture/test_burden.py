"""What those who do the work must fill in names the rule that needs it; nobody is ranked by being seen (R12.5)."""

from __future__ import annotations

import ast
import re
from dataclasses import fields as fields_of
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django import forms
from django.apps import apps
from django.conf import settings

from huying.cases.queries.counts import Counts
from huying.cases.queries.rates import CompoundCounts
from huying.rules import burden, scoring
from huying.rules.errors import RuleBrokenError
from huying.rulesets.forms.asking import AskingForm
from tests.architecture.sources import PACKAGE, app_of, trees

if TYPE_CHECKING:
    from collections.abc import Iterator

MUST = re.compile(r"<(?:input|select|textarea)\b[^>]*\brequired\b[^>]*>", re.DOTALL)
NAME = re.compile(r"\bname=\"([a-z_]+)\"")
INDICATORS = ("dashboards", "appraisal", "credit")
TRACES = {"AuditRecord", "SignInTry", "Session", "AccessToken", "last_login", "IdentityOpening"}
"""What tells of somebody's presence in the system, and nothing of work done."""


@pytest.fixture(scope="module")
def kinds() -> dict[str, type[forms.BaseForm]]:
    """Return our forms by name, without the calculators."""
    import_module(settings.ROOT_URLCONF)
    for path in trees():
        if "forms" in {path.stem, path.parent.name}:
            import_module(".".join(path.with_suffix("").parts[1:]).removesuffix(".__init__"))
    ours = (each for each in _below(forms.BaseForm) if each.__module__.startswith("huying."))
    return {_name(each): each for each in ours if not issubclass(each, AskingForm)}


def _below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix("huying.")


def _must(field: forms.Field) -> bool:
    """Tell whether a person must fill in a field; one that takes "unknown" is not mandatory."""
    return (
        field.required and not isinstance(field.widget, forms.HiddenInput) and type(field) is not forms.NullBooleanField
    )


@pytest.fixture(scope="module")
def insisted(kinds: dict[str, type[forms.BaseForm]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return each field that must be filled in, by form and name, with the forms its form builds on."""
    found = {
        (form, name): tuple(_name(each) for each in kind.__mro__)
        for form, kind in kinds.items()
        for name, field in getattr(kind, "base_fields", {}).items()
        if _must(field)
    }
    for path in PACKAGE.rglob("templates/**/*.html"):
        template = path.as_posix().partition("/templates/")[2]
        for written in MUST.findall(path.read_text(encoding="utf-8")):
            named = NAME.search(written)
            found[template, named[1] if named else written] = (template,)
    return found


def test_every_mandatory_field_names_the_rule_that_needs_it(insisted: dict[tuple[str, str], tuple[str, ...]]) -> None:
    known = burden.mandatory()
    for (form, name), built_on in insisted.items():
        grounds = [known[each][name].ground for each in built_on if name in known.get(each, {})]
        where = f"{form}.{name}: say in src/huying/rules/data/mandatory.toml which rule needs it"
        assert grounds, where
        burden.check_mandatory(where, ground=grounds[0])


def test_no_rule_is_named_for_a_field_that_is_not_mandatory(insisted: dict[tuple[str, str], tuple[str, ...]]) -> None:
    used = {(each, name) for (_form, name), built_on in insisted.items() for each in built_on}
    written = {(form, name) for form, fields in burden.mandatory().items() for name in fields}
    assert sorted(written - used) == []


def test_no_photograph_is_mandatory(kinds: dict[str, type[forms.BaseForm]]) -> None:
    files = {
        (form, name)
        for form, kind in kinds.items()
        for name, field in getattr(kind, "base_fields", {}).items()
        if field.required and isinstance(field, forms.FileField)
    }
    assert files == {
        ("cases.forms.imports.UploadForm", "file"),  # the sheet that is to be imported
        ("portal.views.verify.BundleForm", "bundle"),  # the bundle that is to be checked
    }


def test_no_indicator_counts_presence() -> None:
    measures = {each.name for kind in (Counts, CompoundCounts) for each in fields_of(kind)} | set(scoring.TEMPLATE)
    burden.check_measures(measures)
    with pytest.raises(RuleBrokenError, match=r"^burden\.measure_forbidden$"):
        burden.check_measures(measures | {"online_minutes"})


def test_no_table_counts_what_nobody_may_be_ranked_by() -> None:
    fields = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    assert fields & burden.forbidden_measures() == set()


def test_indicators_read_nothing_that_tells_who_was_in_the_system() -> None:
    read = {
        (str(path), name)
        for path, tree in trees().items()
        if app_of(path) in INDICATORS or path.stem in {"rates", "reckoning"}
        for node in ast.walk(tree)
        if (name := getattr(node, "id", getattr(node, "attr", getattr(node, "name", "")))) in TRACES
    }
    assert read == set()
