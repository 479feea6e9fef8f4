"""The one refusal of the whole house: a stable code and the facts that explain it."""

from __future__ import annotations


class RuleBrokenError(Exception):
    """A rule forbids what was asked 不予办理; words are looked up by `code` where people read them."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return self.code
