"""Colours that can be read, vendored files that are what they say, and pages that stay light."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import django_htmx
import pytest

import huying.ui

STATIC = Path(huying.ui.__file__).parent / "static" / "huying"
SHEETS = {name: (STATIC / name).read_text(encoding="utf-8") for name in ("huying.css", "desk.css")}
CSS = "\n".join(SHEETS.values())
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
TOKENS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\s*;", CSS))
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "muted", "accent", "accent-deep") for ground in ("paper", "soft")],
    *[("ink", f"{kind}-soft", TEXT) for kind in ("late", "soon", "ok", "accent", "demo")],
    *[(kind, f"{kind}-soft", TEXT) for kind in ("late", "soon", "ok", "accent", "demo")],
    *[(kind, "paper", TEXT) for kind in ("late", "soon", "ok", "brand", "focus")],
    *[(kind, "soft", TEXT) for kind in ("late", "soon", "ok")],
    *[("paper", ground, TEXT) for ground in ("accent", "accent-deep", "late")],
    ("muted", "late-soft", TEXT),
    ("accent", "late-soft", TEXT),
    *[(ink, ground, TEXT) for ink in ("ink", "muted", "accent", "late") for ground in ("desk-ground", "desk-stripe")],
    *[(ink, "accent-soft", TEXT) for ink in ("muted", "accent", "late", "soon", "ok")],
    ("paper", "desk-head", TEXT),
    *[(series, "paper", SHAPE) for series in ("series-one", "series-two")],
    ("edge", "paper", SHAPE),
    ("edge", "soft", SHAPE),
    ("focus", "late-soft", SHAPE),
    ("focus", "accent-soft", SHAPE),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    digits = colour.removeprefix("#")
    whole = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_known() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_it_can_be_read(ink: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= least


def test_rules_use_the_tokens() -> None:
    plain, desk = SHEETS.values()
    for rules in (plain[plain.index("html.elder") : plain.index("@media print")], desk[desk.index("/* -- ground") :]):
        assert re.findall(r"#[0-9a-f]{3,6}\b", rules) == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "@import" not in CSS
    assert "url(" not in CSS


def test_every_token_used_is_set() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)\)", CSS))
    assert used <= set(re.findall(r"--([a-z-]+):", CSS))


@pytest.mark.parametrize("vendored", json.loads((STATIC / "vendor.json").read_text(encoding="utf-8")))
def test_a_vendored_file_is_what_it_says(vendored: dict[str, str | dict[str, str]]) -> None:
    files = vendored["files"]
    assert isinstance(files, dict)
    digests = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in files}
    assert digests == files
    assert (STATIC / str(vendored["licence_file"])).exists()
    assert str(vendored["version"]) in (STATIC / next(iter(files))).read_text(encoding="utf-8")[:200]


def test_every_file_is_ours_or_declared() -> None:
    declared = {name for entry in json.loads((STATIC / "vendor.json").read_text()) for name in entry["files"]}
    ours = {*SHEETS, "portal.css", "huying.js", "desk.js", "icon.svg", "vendor.json", "pico.LICENSE.md"}
    assert {path.name for path in STATIC.iterdir()} == declared | ours


def test_a_first_visit_is_light() -> None:
    files = [*STATIC.glob("*.css"), *STATIC.glob("*.js"), HTMX]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 60_000
