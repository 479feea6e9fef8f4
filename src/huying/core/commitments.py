"""Commitments 承诺值: what the log may say of words it must not hold, under a key that dies with the subject.

The value cannot be read or guessed from the log alone; whoever has the key and the words can show that these words
were meant. When the subject is forgotten its key is destroyed, and the log stays as it is and tells nothing more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any

KEY_BYTES = 32


def new_key() -> bytes:
    """Return a key for one subject."""
    return secrets.token_bytes(KEY_BYTES)


def commit(key: bytes | memoryview[int], context: str, value: Any) -> str:
    """Return the commitment to a value in a context (its table and what it is)."""
    written = json.dumps([context, value], ensure_ascii=True, separators=(",", ":"), default=str)
    return hmac.new(bytes(key), written.encode(), hashlib.sha256).hexdigest()
