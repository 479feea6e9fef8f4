"""Tracking codes 查询码 as the database keeps them: keyed hashes, never the code itself."""

from __future__ import annotations

from huying.core import crypto

CONTEXT_NAME, CONTEXT_PHONE, CONTEXT_DOOR, CONTEXT_SPAN = (
    "reporter.name",
    "reporter.phone",
    "reporter.door",
    "span",
)
"""To which table and field a sealed value is bound."""


def tracking_index(code: str) -> str:
    """Return the keyed hash by which a code is found."""
    return crypto.blind_index(code, context="tracking")


def secret_index(code: str, secret: str) -> str:
    """Return the keyed hash that a tracking code and its four digits must meet."""
    return crypto.blind_index(f"{code}|{secret}", context="tracking.secret")
