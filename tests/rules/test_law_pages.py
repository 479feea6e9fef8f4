"""The examples on the pages of votes and committees are lines that the calculator answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from huying.rules import reckon
from huying.rules.workdays import shipped

PAGES = Path(__file__).resolve().parents[2] / "docs" / "law"
FENCE = re.compile(r"^```reckon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["votes.md", "committees.md"])
def test_every_example_is_answered(page: str) -> None:
    lines = [line for block in FENCE.findall((PAGES / page).read_text(encoding="utf-8")) for line in block.splitlines()]
    assert len(lines) > 10
    refused = [line for line in lines if "refused" in json.loads(reckon.answer(line, calendar=shipped()))]
    assert refused == []
