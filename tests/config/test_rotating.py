"""A new key for sealed identities: everything opens before, during and after, and nothing is left with the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from huying.accounts.models import SecondFactor
from huying.cases.models import Reporter
from huying.cases.queries import codes
from huying.config import checkup, rotating
from huying.core import crypto
from huying.core.actors import SYSTEM
from huying.core.invariants import judge
from huying.core.models import AuditRecord
from huying.rules.errors import RuleBrokenError
from tests.accounts.test_second_factor import enrolled
from tests.people import AT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City


@pytest.fixture(autouse=True)
def _own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")


def _names() -> list[str]:
    rows = Reporter.objects.order_by("pk").values_list("name_sealed", flat=True)
    return [crypto.unseal(bytes(row), context=codes.CONTEXT_NAME) for row in rows if row is not None]


def _secret() -> str:
    return crypto.unseal(SecondFactor.objects.get().sealed_secret, context="accounts.second_factor")


def _numbers() -> set[int]:
    found = set()
    for model, column, _context in rotating.COLUMNS:
        values = apps.get_model(model)._base_manager.values_list(column, flat=True)
        found |= {crypto.key_number(bytes(value)) for value in values if value is not None}
    return found


def test_every_sealed_value_goes_over_to_the_new_key(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotating, "CHUNK", 2)
    for turn in range(5):
        city.receive(name=f"王{turn}", text="请打13812341234")
    enrolled(city.people["district_clerk"])
    secret = _secret()
    before = _names()
    assert (before, _numbers()) == ([f"王{turn}" for turn in range(5)], {1})
    number, done = rotating.rotate(actor=SYSTEM, at=AT)
    assert (number, _numbers(), _names()) == (2, {2}, before)
    assert done >= 11
    assert _secret() == secret
    city.receive(name="李")
    assert (_numbers(), rotating.reseal(number)) == ({2}, 0)
    assert AuditRecord.objects.filter(verb="keys.rotated").count() == 1
    assert not [
        each.invariant.name for each in judge(checkup.all_invariants()) if each.count and "key" in each.invariant.name
    ]


def test_what_was_sealed_meanwhile_is_kept_and_sealed_by_the_next_pass(city: City) -> None:
    city.receive(name="王")
    late = crypto.seal("赵", context=codes.CONTEXT_NAME)
    number, _done = rotating.rotate(actor=SYSTEM, at=AT)
    Reporter.objects.update(name_sealed=late)
    assert _names() == ["赵"]
    assert rotating.reseal(number) == 1
    assert (_names(), _numbers()) == (["赵"], {2})


def test_what_changed_between_reading_and_writing_is_not_overwritten(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.receive(name="王")
    real = crypto.seal
    number = crypto.next_seal_key()

    def meanwhile(value: str, *, context: str) -> bytes:
        sealed = real(value, context=context)
        if value == "王":
            Reporter.objects.update(name_sealed=real("赵", context=codes.CONTEXT_NAME))
        return sealed

    monkeypatch.setattr(crypto, "seal", meanwhile)
    rotating.reseal(number)
    assert _names() == ["赵"]


def test_a_lost_key_is_told_and_never_made_anew(tmp_path: Path) -> None:
    crypto.next_seal_key()
    sealed = crypto.seal("王", context="x")
    (tmp_path / "keys" / "reporter-2").unlink()
    with pytest.raises(RuleBrokenError, match=r"key\.unreadable"):
        crypto.unseal(sealed, context="x")
    assert not (tmp_path / "keys" / "reporter-2").exists()


def test_no_sealed_column_is_forgotten() -> None:
    known = {f"{each.model}.{each.column}" for each in rotating.COLUMNS} | set(rotating.NOT_SEALED_ANEW)
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.BinaryField)
    }
    assert found == known


def test_the_second_factor_stands_with_its_seal(city: City) -> None:
    enrolled(city.people["district_clerk"])
    assert crypto.key_number(bytes(SecondFactor.objects.get().sealed_secret)) == 1
