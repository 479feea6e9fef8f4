"""The pages of the law: answers and tables are as the code gives them now, and every example is answered."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tools import law_docs

from huying.rules import profiles
from huying.rules.draw import commitment, draw, ranking

if TYPE_CHECKING:
    from pathlib import Path

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = {page.name: page.read_text(encoding="utf-8") for page in law_docs.pages()}


def test_no_page_is_out_of_date() -> None:
    assert law_docs.stale() == [], "run: python -m tools.law_docs write"


def test_an_old_answer_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = PAGES["draw.md"].replace("P004", "P005")
    (tmp_path / "draw.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(law_docs, "PAGES", tmp_path)
    assert law_docs.stale() == ["draw.md"]


@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"README.md"}))
def test_every_page_has_answered_examples(page: str) -> None:
    found = law_docs.ASKED.findall(PAGES[page])
    assert found
    for kind, asked, answered in found:
        assert len(answered.splitlines()) == len([line for line in asked.splitlines() if line.strip()])
        if kind == "reckon":
            assert '"refused"' not in answered


def test_every_family_of_numbers_stands_on_a_page() -> None:
    shown = {f"values_{name}" for text in PAGES.values() for name in re.findall(r"<!-- values ([a-z_]+) -->", text)}
    families = {each["family"] for each in profiles.shipped_families()}
    assert families == shown


def transcript(seed: str, pool: list[str], take: int, excluded: list[str]) -> str:
    found = draw(seed=seed, pool=pool, take=take, excluded=excluded)
    facts = [f"seed={seed}", f"sha256(seed)={commitment(seed)}", f"pool_hash={found.pool_hash}", f"take={take}"]
    facts += [f"excluded={each}" for each in excluded] + [f"chosen={each}" for each in found.chosen]
    facts += [f"rank={place} - {each}" for place, each in enumerate(ranking(seed, pool), start=1)]
    return "\n".join([*facts, ""])


POOL = [*(f"P{number:03d}" for number in range(1, 11)), "甲 乙", "丙=1"]
GOOD = transcript("2026-Q1|huying|7f3a", POOL, 3, ["P010"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, "valid"),
        (transcript("种子 ", ["b", "a"], 1, []), "valid"),
        (GOOD.replace("seed=2026-Q1|huying|7f3a", "seed=other", 1), "the commitment"),
        (GOOD.replace("chosen=P006", "chosen=P005", 1), "the choice"),
        (GOOD.replace("P001", "P011"), "the list"),
        (GOOD.replace("excluded=P010\n", ""), "the choice"),
    ],
)
def test_a_stranger_can_check_a_draw_with_the_program_of_the_page(text: str, said: str, tmp_path: Path) -> None:
    (program,) = FENCE.findall(PAGES["draw.md"])
    assert len(program.splitlines()) <= 36
    (tmp_path / "check_draw.py").write_text(program, encoding="utf-8")
    (tmp_path / "draw.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", str(tmp_path / "check_draw.py"), str(tmp_path / "draw.txt")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout.startswith(said), ran.stderr
    assert ran.returncode == (said != "valid")
