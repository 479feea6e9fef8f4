"""The rules of seasons as shipped, for tests of the rulebook."""

from __future__ import annotations

import tomllib
from importlib import resources

from huying.rules.seasons import SeasonRules, read_rules


def shipped() -> SeasonRules:
    """Return the rules as shipped."""
    text = resources.files("huying.seasons").joinpath("data", "seasons.toml").read_text(encoding="utf-8")
    return read_rules(1, tomllib.loads(text)["body"])
