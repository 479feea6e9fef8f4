"""privacy.yaml names every field of every table, and what it says of deletion is what happens."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from tools import privacy

from huying.cases.actions import ending
from huying.cases.actions.forgetting import forget_reporters
from huying.cases.actions.receiving import receive
from huying.cases.models import Case, ProtectedSpan, Reporter
from huying.cases.queries import public
from huying.core.actors import RESIDENT
from huying.core.idempotency import KEPT
from huying.core.models import AuditRecord
from huying.portal.notices import CURRENT_NOTICE
from huying.rules import profiles
from huying.rules.errors import RuleBrokenError
from huying.rules.protection import Basis
from tests.api import roads
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

DOCUMENT = privacy.read()
SOUNDS_PERSONAL = (
    "proposed_by",
    "released_by",
    "sealed",
    "password",
    "secret",
    "username",
    "person",
    "drafted_by",
    "deputy",
    "owner",
)


def _fields() -> dict[str, set[str]]:
    return {model._meta.label: {each.name for each in model._meta.concrete_fields} for model in apps.get_models()}


def test_every_field_of_every_table_is_written_down_once() -> None:
    """A new field goes into privacy.yaml: under `none`, or with class, purpose, retention and ground."""
    told = {model: [*row["none"], *row.get("personal", {})] for model, row in DOCUMENT["models"].items()}
    fields = _fields()
    assert [f"{model}.{name}" for model in fields for name in sorted(fields[model] - set(told.get(model, [])))] == []
    assert [f"{model}.{name}" for model, names in told.items() for name in set(names) - fields.get(model, set())] == []
    assert fields.keys() == told.keys()
    assert [model for model, names in told.items() if len(names) != len(set(names))] == []


def test_each_personal_field_has_a_class_a_purpose_a_time_and_a_ground() -> None:
    for row in privacy.personal(DOCUMENT):
        assert row.kind in DOCUMENT["classes"], row
        assert row.purpose in DOCUMENT["purposes"], row
        assert row.retention in DOCUMENT["retention"], row
        assert Basis(row.basis).value in DOCUMENT["bases"], row


def test_what_sounds_personal_is_not_called_anything_else() -> None:
    plain = [(model, name) for model, row in DOCUMENT["models"].items() for name in row["none"]]
    assert [each for each in plain if each[1].endswith(SOUNDS_PERSONAL)] == []


def test_identities_are_encrypted_and_nothing_else_claims_to_be() -> None:
    for row in privacy.personal(DOCUMENT):
        field: Any = apps.get_model(row.model)._meta.get_field(row.name)
        if row.name.endswith("sealed"):
            assert (row.kind, field.get_internal_type()) == ("identity", "BinaryField")
        if row.name.endswith(("_index", "_hash")):
            assert row.kind == "index"


def test_what_sweeps_exists_and_the_periods_are_those_of_the_code() -> None:
    for row in DOCUMENT["retention"].values():
        if "swept_by" in row:
            module, name = row["swept_by"].rsplit(".", 1)
            assert callable(getattr(import_module(module), name))
        if "value" in row:
            found = profiles.find_value(profiles.MINISTRY, row["value"], date(2026, 1, 1))
            assert found is not None
            assert "term of office" in row["period"] or row["period"] == f"{found.integer} months"
    assert DOCUMENT["retention"]["keys"]["period"] == f"{KEPT // timedelta(hours=1)} hours"
    assert DOCUMENT["notice"] == CURRENT_NOTICE.version


@pytest.fixture
def closed(town: City) -> Case:
    return roads.closed(town)


def _later(months: int, days: int = 0) -> datetime:
    year, month = divmod(AT.month - 1 + months, 12)
    return AT.replace(year=AT.year + year, month=month + 1) + timedelta(days=days)


def test_two_years_after_closing_nobody_can_tell_who_reported(town: City, closed: Case) -> None:
    code = _receipt(town)
    open_case = Case.objects.exclude(pk=closed.pk).latest("pk")
    assert forget_reporters(at=_later(24)) == 0
    assert Reporter.objects.filter(case=closed).exists()
    assert forget_reporters(at=_later(24, days=1)) == 1
    assert not Reporter.objects.filter(case=closed).exists()
    assert not ProtectedSpan.objects.filter(case=closed).exists()
    assert Case.objects.get(pk=closed.pk).tracking_index is None
    assert Case.objects.get(pk=closed.pk).text == closed.text, "the case itself stays"
    assert Reporter.objects.filter(case=open_case).exists(), "an open case keeps its reporter"
    assert AuditRecord.objects.filter(verb="case.reporter_forgotten", object_id=closed.pk).count() == 1
    assert forget_reporters(at=_later(36)) == 0, "once"
    assert public.find_by_code(code, "1234").number == open_case.number


def _receipt(city: City) -> str:
    return receive(city.demand(text="电梯异响，电话13812341234"), actor=RESIDENT, at=AT).code


def test_a_code_of_a_forgotten_case_opens_nothing_more(town: City) -> None:
    code = _receipt(town)
    case = Case.objects.latest("pk")
    Case.objects.filter(pk=case.pk).update(state="closed", ending="explained", closed_at=AT)
    assert public.find_by_code(code, "1234").number == case.number
    assert forget_reporters(at=_later(25)) == 1
    with pytest.raises(RuleBrokenError, match=r"tracking\.not_found"):
        public.find_by_code(code, "1234")


def test_a_case_taken_up_again_keeps_its_reporter(town: City, closed: Case) -> None:
    ending.reopen(closed.pk, reason="再次停运", actor=town["district_clerk"], at=_later(23))
    assert forget_reporters(at=_later(30)) == 0
    assert Reporter.objects.filter(case=closed).exists()
